// The span pipeline's books on the page: its own counts, from which the accounting law can be read,
// and the metrics that OpenTelemetry's conventions ask of every SDK. All are read off one account.
package import OTLP
package import Prometheus

/// The families of tracing.
package final class SpanMetrics: Sendable {
    private static let sampled = "RECORD_AND_SAMPLE"
    private static let dropped = "DROP"
    private static let processor = ["batching_span_processor/0", "batching_span_processor"]

    private let exporter: [String]
    private let starts: Family<Counter>
    private let operations: Family<Histogram>

    /// Registers the families; `account` gives the books at each scrape, `nil` where there is no
    /// pipeline and so nothing to show; `state` the state of tracing; `exporterType` is an
    /// `otel.component.type`.
    package init(
        registry: Registry, exporterType: String, account: @escaping @Sendable () -> SpanAccount?,
        state: @escaping @Sendable () -> TracingStatus.State
    ) throws(RegistrationError) {
        let exporter = [exporterType + "/0", exporterType]
        self.exporter = exporter
        let starts = try registry.family(MetricNames.SDK.started)
        self.starts = starts
        operations = try registry.family(MetricNames.SDK.operationDuration)
        for result in [Self.sampled, Self.dropped] { _ = starts.instrument([result]) }
        try registry.collect(
            Self.books + Self.conventions(starts, exporter: exporter), from: account)
        let family = CollectedFamily<TracingStatus.State>(MetricNames.Spans.state) {
            current, writer in
            for state in TracingStatus.State.allCases {
                writer.sample([state.rawValue], state == current ? 1 : 0)
            }
        }
        try registry.collect([family], from: state)
    }

    /// Counts a span that was begun anywhere but on a loop; callable from any thread.
    package func started(isSampled: Bool) {
        starts.instrument([isSampled ? Self.sampled : Self.dropped]).increment()
    }

    /// Where one loop counts the spans that it begins.
    package func makeLoopStarts() -> SpanStarts {
        SpanStarts(sampled: starts.shard([Self.sampled]), dropped: starts.shard([Self.dropped]))
    }

    /// Measures an attempt to export.
    package func attemptEnded(_ result: AttemptResult, duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var labels = exporter
        switch result {
        case .http(let status): labels += ["\(status)", ""]
        case .rpc(let name): labels += ["", name]
        case .unanswered: labels += ["", ""]
        }
        labels.append(result.isSuccess ? "" : result.label)
        operations.instrument(labels).observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// A family that shows nothing where there is no account.
    private static func family<Kind: ScalarInstrument>(
        _ metric: Metric<Kind>, emit: @escaping @Sendable (SpanAccount, inout SampleWriter) -> Void
    ) -> CollectedFamily<SpanAccount?> {
        CollectedFamily(metric) { account, writer in
            if let account { emit(account, &writer) }
        }
    }

    private static var books: [CollectedFamily<SpanAccount?>] {
        typealias Names = MetricNames.Spans
        return [
            family(Names.ended) { $1.sample([], $0.ended) },
            family(Names.enqueued) { $1.sample([], $0.enqueued) },
            family(Names.recovered) { $1.sample([], $0.recovered) },
            family(Names.dropped) { account, writer in
                for (reason, count) in drops(account) { writer.sample([reason.rawValue], count) }
            },
            family(Names.exported) { $1.sample([], $0.exported) },
            family(Names.rejected) { $1.sample([], $0.rejected) },
            family(Names.failed) { account, writer in
                for failure in account.failures { writer.sample([failure.reason], failure.count) }
            },
            family(Names.queued) { $1.sample([], $0.queued) },
            family(Names.inFlight) { $1.sample([], $0.inFlight) },
            family(Names.spooled) { $1.sample([], $0.spooled) },
        ]
    }

    private static func conventions(
        _ starts: Family<Counter>, exporter: [String]
    ) -> [CollectedFamily<SpanAccount?>] {
        typealias Names = MetricNames.SDK
        return [
            family(Names.live) { account, writer in
                let live = starts.total([sampled]).double - Double(account.ended)
                writer.sample([sampled], max(0, live))
            },
            family(Names.queueSize) { $1.sample(processor, $0.queued) },
            family(Names.queueCapacity) { $1.sample(processor, $0.capacity) },
            family(Names.processed) { account, writer in
                let handedOver = account.enqueued + account.recovered - account.queued
                writer.sample(processor + [""], max(0, handedOver))
                for (reason, count) in drops(account) {
                    writer.sample(processor + [reason.rawValue], count)
                }
            },
            family(Names.exported) { account, writer in
                writer.sample(exporter + [""], account.exported)
                writer.sample(exporter + ["rejected"], account.rejected)
                for failure in account.failures {
                    writer.sample(exporter + [failure.reason], failure.count)
                }
            },
            family(Names.inflight) { $1.sample(exporter, $0.inFlight) },
        ]
    }

    private static func drops(_ account: SpanAccount) -> [(reason: SpanDropReason, count: Int)] {
        SpanDropReason.allCases.map { reason in
            switch reason {
            case .alreadyShutdown: (reason, account.droppedAlreadyShutdown)
            case .queueFull: (reason, account.droppedQueueFull)
            case .tooLarge: (reason, account.droppedTooLarge)
            }
        }
    }
}

/// The begun spans of one loop; confined to its thread.
package struct SpanStarts {
    private let sampled: Counter
    private let dropped: Counter

    init(sampled: Counter, dropped: Counter) {
        self.sampled = sampled
        self.dropped = dropped
    }

    /// Counts a span that was begun.
    package func count(isSampled: Bool) { (isSampled ? sampled : dropped).increment() }
}
