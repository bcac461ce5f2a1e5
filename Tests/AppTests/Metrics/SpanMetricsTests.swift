// The span pipeline's books on the page: every station, and the law that can be read from them.
import Locking
import Prometheus
import Testing
import TraceSDK

@testable import App
@testable import OTLP

struct SpanMetricsTests {
    private let registry = Registry()

    private static let account: SpanAccount = {
        var account = SpanAccount()
        account.ended = 100
        account.enqueued = 90
        account.droppedQueueFull = 7
        account.droppedAlreadyShutdown = 2
        account.droppedTooLarge = 1
        account.exported = 60
        account.rejected = 3
        account.queued = 20
        account.inFlight = 7
        account.capacity = 65_536
        return account
    }()

    private func metrics(_ state: TracingStatus.State = .ok) throws -> SpanMetrics {
        try SpanMetrics(
            registry: registry, exporterType: WireProtocol.httpProtobuf.componentType,
            account: { Self.account }, state: { state })
    }

    private func value(_ series: String) -> Double? {
        ScrapedPage(registry).samples.first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.split(separator: " ").last ?? "") }
    }

    @Test func theAccountingLawCanBeReadFromThePage() throws {
        _ = try metrics()
        #expect(Self.account.isBalanced)
        let names = ["enqueued_total", "exported_total", "rejected_total"]
        let values = names.compactMap { value("gatewayz_spans_\($0)") }
        #expect(values == [90, 60, 3])
        let gauges = ["queued", "in_flight", "spooled"].compactMap { value("gatewayz_spans_\($0)") }
        #expect(gauges == [20, 7, 0])
        let samples = ScrapedPage(registry).samples
        let dropped = samples.filter { $0.hasPrefix("gatewayz_spans_dropped_total{") }
        #expect(
            dropped.sorted() == [
                #"gatewayz_spans_dropped_total{reason="already_shutdown"} 2"#,
                #"gatewayz_spans_dropped_total{reason="queue_full"} 7"#,
                #"gatewayz_spans_dropped_total{reason="too_large"} 1"#,
            ])
        #expect(value("gatewayz_spans_ended_total") == 100)
        #expect(value("gatewayz_spans_recovered_total") == 0)
    }

    @Test func withoutAPipelineThereIsNothingToShow() throws {
        _ = try SpanMetrics(
            registry: registry, exporterType: WireProtocol.grpc.componentType, account: { nil },
            state: { .disabled })
        #expect(
            ScrapedPage(registry).families
                == ["gatewayz_tracing_state", "otel_sdk_span_started_total"])
    }

    @Test(arguments: TracingStatus.State.allCases)
    func showsOneStateOfTracing(_ state: TracingStatus.State) throws {
        _ = try metrics(state)
        for other in TracingStatus.State.allCases {
            let series = "gatewayz_tracing_state{state=\"\(other.rawValue)\"}"
            #expect(value(series) == (other == state ? 1 : 0))
        }
    }

    @Test func countsBegunSpansOfLoopsAndOthers() throws {
        let census = SpanCensus()
        _ = try SpanMetrics(
            registry: registry, account: { Self.account }, census: census, state: { .ok })
        let loop = census.makeTally()
        for _ in 0..<3 { loop.began(.remote, .recordAndSample) }
        loop.began(.none, .drop)
        loop.ended(.recordAndSample)
        loop.ended(.drop)
        census.shared.began(.local, .recordOnly)
        census.shared.began(.none, .recordOnly)
        census.shared.ended(.recordOnly)
        func started(_ origin: String, _ result: String) -> Double? {
            value(
                "otel_sdk_span_started_total{otel_span_parent_origin=\"\(origin)\","
                    + "otel_span_sampling_result=\"\(result)\"}")
        }
        #expect(started("remote", "RECORD_AND_SAMPLE") == 3)
        #expect(started("none", "DROP") == 1)
        #expect(started("local", "RECORD_ONLY") == 1 && started("none", "RECORD_ONLY") == 1)
        #expect(started("local", "DROP") == 0)
        #expect(value("otel_sdk_span_live{otel_span_sampling_result=\"RECORD_AND_SAMPLE\"}") == 2)
        #expect(value("otel_sdk_span_live{otel_span_sampling_result=\"RECORD_ONLY\"}") == 1)
    }

    @Test func tellsWhatWasKeptAndWhatTheRateTurnedAway() throws {
        let policy = KeepPolicy(slowerThanNanoseconds: 10, maximumPerSecond: 2)
        _ = policy.reason(hasFailed: true, durationNanoseconds: 1, nowNanoseconds: 0)
        _ = policy.reason(hasFailed: false, durationNanoseconds: 11, nowNanoseconds: 0)
        _ = policy.reason(hasFailed: true, durationNanoseconds: 1, nowNanoseconds: 0)
        _ = try SpanMetrics(
            registry: registry, account: { nil }, kept: { KeptTraces(policy) }, state: { .ok })
        #expect(value("gatewayz_traces_kept_total{reason=\"error\"}") == 1)
        #expect(value("gatewayz_traces_kept_total{reason=\"slow\"}") == 1)
        #expect(value("gatewayz_traces_kept_refused_total") == 1)
    }

    @Test func showsTheConventionsOfAnSDK() throws {
        _ = try metrics()
        let processor =
            #"otel_component_name="batching_span_processor/0","#
            + #"otel_component_type="batching_span_processor""#
        let exporter =
            #"otel_component_name="otlp_http_span_exporter/0","#
            + #"otel_component_type="otlp_http_span_exporter""#
        #expect(value("otel_sdk_processor_span_queue_size{\(processor)}") == 20)
        #expect(value("otel_sdk_processor_span_queue_capacity{\(processor)}") == 65_536)
        #expect(value("otel_sdk_processor_span_processed_total{\(processor)}") == 70)
        #expect(
            value(
                "otel_sdk_processor_span_processed_total{\(processor),error_type=\"queue_full\"}")
                == 7)
        #expect(value("otel_sdk_exporter_span_exported_total{\(exporter)}") == 60)
        #expect(
            value("otel_sdk_exporter_span_exported_total{\(exporter),error_type=\"rejected\"}")
                == 3)
        #expect(value("otel_sdk_exporter_span_inflight{\(exporter)}") == 7)
    }

    @Test func aBatchThatFailedIsNotTakenBackFromTheProcessedOnes() throws {
        let books = Locked(Self.account)
        _ = try SpanMetrics(
            registry: registry, account: { books.withLock { $0 } }, state: { .ok })
        let processed =
            "otel_sdk_processor_span_processed_total{"
            + #"otel_component_name="batching_span_processor/0","#
            + #"otel_component_type="batching_span_processor"}"#
        #expect(value(processed) == 70)
        books.withLock { books in
            books.queued = 27
            books.inFlight = 0
        }
        #expect(value(processed) == 70)
    }

    @Test(
        arguments: [
            (.http(200), #",http_response_status_code="200""#),
            (.http(503), #",http_response_status_code="503",error_type="503""#),
            (.rpc("OK"), #",rpc_response_status_code="OK""#),
            (.rpc("INTERNAL"), #",rpc_response_status_code="INTERNAL",error_type="INTERNAL""#),
            (.unanswered("timeout"), #",error_type="timeout""#),
        ] as [(AttemptResult, String)])
    func measuresAttemptsToExport(_ result: AttemptResult, _ labels: String) throws {
        try metrics().attemptEnded(result, duration: .milliseconds(250))
        let name = "otel_sdk_exporter_operation_duration_seconds"
        let component =
            #"otel_component_name="otlp_http_span_exporter/0","#
            + #"otel_component_type="otlp_http_span_exporter""#
        #expect(value("\(name)_sum{\(component)\(labels)}") == 0.25)
        #expect(value("\(name)_bucket{\(component)\(labels),le=\"0.25\"}") == 1)
        #expect(value("\(name)_bucket{\(component)\(labels),le=\"0.1\"}") == 0)
    }
}
