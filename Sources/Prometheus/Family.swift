// The series of one metric. Series are looked up by label values under a lock, which is for
// start-up and first uses: whoever counts often keeps the instrument that a look-up returned.
import Locking
import Synchronization

/// One metric and its series, at most `maximumSeries` of them.
package final class Family<Kind: Instrument>: Sendable {
    private struct Series: Sendable {
        let labels: [UInt8]
        var shared: Kind?
        var shards: [Kind] = []

        var instruments: [Kind] { (shared.map { [$0] } ?? []) + shards }
    }

    private struct Table: Sendable {
        /// Sorted by label text.
        var series: [Series] = []
        var overflow: Series
    }

    /// What the family is called and means.
    package let description: MetricDescription
    private let frame: FamilyFrame
    private let maximumSeries: Int
    private let table: Locked<Table>
    private let refused = Atomic<UInt64>(0)

    init(_ description: MetricDescription, maximumSeries: Int) {
        self.description = description
        self.maximumSeries = maximumSeries
        frame = FamilyFrame(description)
        let overflowValues = description.labels.map { _ in LabelText.overflow }
        let overflow = LabelText.render(names: description.labels, values: overflowValues)
        table = Locked(Table(overflow: Series(labels: overflow)))
        // Why: a metric without labels has one series, which counts as zero from the start.
        if description.labels.isEmpty { _ = instrument([]) }
    }

    /// The instrument of a series for any number of threads, the same one on every look-up. Beyond
    /// the family's bound it is that of the `_overflow` series, so that totals stay true.
    package func instrument(_ labelValues: [String] = []) -> Kind {
        withSeries(labelValues) { series in shared(of: &series) }
    }

    /// A new instrument for the calling thread alone, added up with its series' others in a scrape.
    package func shard(_ labelValues: [String] = []) -> Kind {
        withSeries(labelValues) { series in
            guard series.shards.count < PrometheusLimits.shards else { return shared(of: &series) }
            let shard = Kind(bounds: description.bounds, writers: .oneThread)
            series.shards.append(shard)
            return shard
        }
    }

    private func shared(of series: inout Series) -> Kind {
        if let shared = series.shared { return shared }
        let instrument = Kind(bounds: description.bounds, writers: .anyThread)
        series.shared = instrument
        return instrument
    }

    private func withSeries(_ labelValues: [String], _ body: (inout Series) -> Kind) -> Kind {
        let labels = LabelText.render(names: description.labels, values: labelValues)
        return table.withLock { table in
            let index = Self.position(of: labels, in: table.series)
            if index < table.series.count, table.series[index].labels == labels {
                return body(&table.series[index])
            }
            guard table.series.count < maximumSeries else {
                refused.wrappingAdd(1, ordering: .relaxed)
                return body(&table.overflow)
            }
            table.series.insert(Series(labels: labels), at: index)
            return body(&table.series[index])
        }
    }

    private static func position(of labels: [UInt8], in series: [Series]) -> Int {
        var low = 0
        var high = series.count
        while low < high {
            let middle = (low + high) / 2
            if series[middle].labels.lexicographicallyPrecedes(labels) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

extension Family: ExposedFamily {
    /// Look-ups that the bound sent to the overflow series.
    var refusedSeries: UInt64 { refused.load(ordering: .relaxed) }

    /// Appends header and samples in the order of the label text; nothing where there is no series.
    func append(to page: inout [UInt8]) {
        // Why: a copy of the table, so that no thread waits for the rendering.
        let table = table.withLock { $0 }
        let all = table.series + (table.overflow.instruments.isEmpty ? [] : [table.overflow])
        guard !all.isEmpty else { return }
        frame.appendHeader(to: &page)
        for series in all {
            Kind.append(series.instruments, labels: series.labels, of: frame, to: &page)
        }
    }
}

extension Family where Kind == Counter {
    /// What a series has counted, all of its shards together; zero for one that does not exist.
    package func total(_ labelValues: [String] = []) -> SampleValue {
        let labels = LabelText.render(names: description.labels, values: labelValues)
        let series = table.withLock { table in table.series.first { $0.labels == labels } }
        return series?.instruments.reduce(.whole(0)) { $0 + $1.value } ?? .whole(0)
    }
}

/// A family as the registry sees it.
protocol ExposedFamily: Sendable {
    var description: MetricDescription { get }
    var refusedSeries: UInt64 { get }
    func append(to page: inout [UInt8])
}
