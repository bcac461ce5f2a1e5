// The span pipeline's books on the page: its own counts, from which the accounting law can be read,
// and the metrics that OpenTelemetry's conventions ask of every SDK. All are read off one account.
import Locking
package import OTLP
package import Prometheus
package import TraceSDK

/// The families of tracing.
package final class SpanMetrics: Sendable {
    private static let processor = ["batching_span_processor/0", "batching_span_processor"]

    private let exporter: [String]
    private let operations: Family<Histogram>

    /// Registers the families; `account` gives the books at each scrape, `nil` where there is no
    /// pipeline and so nothing to show; `state` the state of tracing; `exporterType` is an
    /// `otel.component.type`.
    package init(
        registry: Registry, exporterType: String = WireProtocol.httpProtobuf.componentType,
        account: @escaping @Sendable () -> SpanAccount?,
        census: SpanCensus = SpanCensus(), kept: @escaping @Sendable () -> KeptTraces? = { nil },
        state: @escaping @Sendable () -> TracingStatus.State
    ) throws(RegistrationError) {
        let exporter = [exporterType + "/0", exporterType]
        self.exporter = exporter
        operations = try registry.family(MetricNames.SDK.operationDuration)
        try registry.collect(Self.books + Self.conventions(exporter: exporter), from: account)
        try registry.collect([Self.started], from: { census })
        let live = CollectedFamily<SpanCensus?>(MetricNames.SDK.live) { census, writer in
            for decision in [Sampler.Decision.recordAndSample, .recordOnly] {
                if let census { writer.sample([decision.label], census.live(decision)) }
            }
        }
        try registry.collect([live], from: { account() == nil ? nil : census })
        try registry.collect(Self.kept, from: kept)
        let family = CollectedFamily<TracingStatus.State>(MetricNames.Spans.state) {
            current, writer in
            for state in TracingStatus.State.allCases {
                writer.sample([state.rawValue], state == current ? 1 : 0)
            }
        }
        try registry.collect([family], from: state)
    }

    /// Measures an attempt to export.
    package func attemptEnded(_ result: AttemptResult, duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var labels = exporter
        switch result {
        case .http(let status): labels += ["\(status)", ""]
        case .rpc(let name): labels += ["", name]
        case .unanswered, .written: labels += ["", ""]
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

    private static var started: CollectedFamily<SpanCensus> {
        CollectedFamily(MetricNames.SDK.started) { census, writer in
            for origin in SpanOrigin.allCases {
                for decision in Sampler.Decision.allCases {
                    writer.sample([origin.label, decision.label], census.begun(origin, decision))
                }
            }
        }
    }

    private static var kept: [CollectedFamily<KeptTraces?>] {
        [
            CollectedFamily(MetricNames.Kept.traces) { kept, writer in
                for (reason, count) in kept?.byReason ?? [] {
                    writer.sample([reason.rawValue], count)
                }
            },
            CollectedFamily(MetricNames.Kept.refused) { kept, writer in
                if let kept { writer.sample([], kept.refused) }
            },
        ]
    }

    private static func conventions(exporter: [String]) -> [CollectedFamily<SpanAccount?>] {
        typealias Names = MetricNames.SDK
        // Why: a batch that failed waits again, and a counter that falls reads as a restart.
        let most = Locked(0)
        return [
            family(Names.queueSize) { $1.sample(processor, $0.queued) },
            family(Names.queueCapacity) { $1.sample(processor, $0.capacity) },
            family(Names.processed) { account, writer in
                let handedOver = account.enqueued + account.recovered - account.queued
                let shown = most.withLock { most in
                    most = max(most, handedOver)
                    return most
                }
                writer.sample(processor + [""], shown)
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

/// What was kept although no sampler chose it.
package struct KeptTraces: Sendable {
    /// Kept local roots, by why.
    package let byReason: [(reason: KeepPolicy.Reason, count: Int)]
    /// Those that the rate turned away.
    package let refused: Int

    /// Reads the policy's counts.
    package init(_ policy: KeepPolicy) {
        byReason = KeepPolicy.Reason.allCases.map { ($0, policy.kept($0)) }
        refused = policy.refusedCount
    }
}

extension SpanOrigin {
    fileprivate var label: String {
        switch self {
        case .none: "none"
        case .local: "local"
        case .remote: "remote"
        }
    }
}

extension Sampler.Decision {
    fileprivate var label: String {
        switch self {
        case .drop: "DROP"
        case .recordOnly: "RECORD_ONLY"
        case .recordAndSample: "RECORD_AND_SAMPLE"
        }
    }
}
