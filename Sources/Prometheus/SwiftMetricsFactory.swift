// The swift-metrics backend: what other libraries measure appears on our page. Their names are not
// ours to choose, so names are made valid, and what still cannot be shown is counted, never fatal.
package import CoreMetrics
import Synchronization

/// Makes swift-metrics handlers over a registry; callable from any thread.
package final class SwiftMetricsFactory: MetricsFactory {
    /// Bucket bounds of timers, in seconds.
    package static let timerBounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]
    /// Bucket bounds of aggregating recorders, whose unit is unknown.
    package static let recorderBounds: [Double] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000,
    ]
    /// Series of one family, unless another bound is given.
    package static let defaultMaximumSeries = 200

    private let registry: Registry
    private let maximumSeries: Int
    private let refused = Atomic<UInt64>(0)

    /// Makes a factory whose families hold at most `maximumSeries` series each.
    package init(registry: Registry, maximumSeries: Int = defaultMaximumSeries) {
        self.registry = registry
        self.maximumSeries = maximumSeries
    }

    /// Instruments that were made but are not shown, since their name, kind or labels conflict with
    /// a family that exists.
    package var conflicts: UInt64 { refused.load(ordering: .relaxed) }

    /// A counter, shown as `<label>_total`.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        CounterAdapter(counter(label, dimensions))
    }

    /// A counter of fractions, shown as `<label>_total`.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        CounterAdapter(counter(label, dimensions))
    }

    /// A gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        GaugeAdapter(gauge(label, dimensions))
    }

    /// A histogram where it aggregates, else a gauge of the last value.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return GaugeAdapter(gauge(label, dimensions)) }
        let name = ForeignName.metric(label)
        return RecorderAdapter(histogram(label, name, Self.recorderBounds, dimensions))
    }

    /// A histogram of seconds, shown as `<label>_seconds`.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = ForeignName.metric(label, suffix: "_seconds")
        return TimerAdapter(histogram(label, name, Self.timerBounds, dimensions))
    }

    // Why: a series that has been shown stays, since one that comes and goes reads as a restart.
    /// Does nothing: series live as long as the process.
    package func destroyCounter(_ handler: any CounterHandler) {}
    /// Does nothing: series live as long as the process.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Does nothing: series live as long as the process.
    package func destroyMeter(_ handler: any MeterHandler) {}
    /// Does nothing: series live as long as the process.
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Does nothing: series live as long as the process.
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> Counter {
        let name = ForeignName.metric(label, suffix: "_total")
        let labels = sortedLabels(dimensions)
        return instrument(
            Metric<Counter>(name, help: help(label), labels: labels.map(\.name)), labels)
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> Gauge {
        let name = ForeignName.metric(label)
        let labels = sortedLabels(dimensions)
        return instrument(
            Metric<Gauge>(name, help: help(label), labels: labels.map(\.name)), labels)
    }

    private func histogram(
        _ label: String, _ name: String, _ bounds: [Double], _ dimensions: [(String, String)]
    ) -> Histogram {
        let labels = sortedLabels(dimensions)
        let metric = Metric<Histogram>(
            name, help: help(label), labels: labels.map(\.name), bounds: bounds)
        return instrument(metric, labels)
    }

    private struct Label {
        let name: String
        let value: String
    }

    // Why: in the order of their names, so that the caller's order does not matter.
    private func sortedLabels(_ dimensions: [(String, String)]) -> [Label] {
        dimensions.map { name, value in Label(name: ForeignName.label(name), value: value) }
            .sorted { $0.name < $1.name }
    }

    private func help(_ label: String) -> String { "Recorded through swift-metrics as \(label)." }

    private func instrument<Kind: Instrument>(
        _ metric: Metric<Kind>, _ labels: [Label]
    ) -> Kind {
        do throws(RegistrationError) {
            return try registry.family(metric, maximumSeries: maximumSeries)
                .instrument(labels.map(\.value))
        } catch {
            refused.wrappingAdd(1, ordering: .relaxed)
            return Kind(bounds: metric.description.bounds, writers: .anyThread)
        }
    }
}

private final class CounterAdapter: CounterHandler, FloatingPointCounterHandler {
    private let counter: Counter

    init(_ counter: Counter) { self.counter = counter }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        counter.increment(by: UInt64(amount))
    }

    func increment(by amount: Double) { counter.increment(byAmount: amount) }

    func reset() { counter.reset() }
}

private final class GaugeAdapter: MeterHandler, RecorderHandler {
    private let gauge: Gauge

    init(_ gauge: Gauge) { self.gauge = gauge }

    func set(_ value: Int64) { gauge.set(Double(value)) }
    func set(_ value: Double) { gauge.set(value) }
    func increment(by amount: Double) { gauge.add(amount) }
    func decrement(by amount: Double) { gauge.add(-amount) }
    func record(_ value: Int64) { gauge.set(Double(value)) }
    func record(_ value: Double) { gauge.set(value) }
}

private final class RecorderAdapter: RecorderHandler {
    private let histogram: Histogram

    init(_ histogram: Histogram) { self.histogram = histogram }

    func record(_ value: Int64) { histogram.observe(Double(value)) }
    func record(_ value: Double) { histogram.observe(value) }
}

private final class TimerAdapter: TimerHandler {
    private let histogram: Histogram

    init(_ histogram: Histogram) { self.histogram = histogram }

    // Why: a clock that steps back gives a negative duration, which no bucket is meant for.
    func recordNanoseconds(_ duration: Int64) {
        histogram.observe(nanoseconds: UInt64(max(0, duration)))
    }
}
