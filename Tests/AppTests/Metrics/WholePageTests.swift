// All families of the program on one page, as a scrape sees it.
import CoreMetrics
import HTTPCore
import HTTPServer
import Health
import Prometheus
import Reactor
import Testing

@testable import App
@testable import OTLP

struct WholePageTests {
    private let page: ScrapedPage

    /// Registers everything and lets everything happen once.
    init() throws {
        let providers = try ProviderRegistry([Provider(name: "openai")])
        let outcome = Outcome(
            provider: ProviderID(index: 0), result: .ok, source: .probe,
            unixMilliseconds: 1_000_000, latencyMicroseconds: 5)
        var ledger = HealthLedger(
            registry: providers, isConfigured: [true], nowUnixMilliseconds: 1_000_000)
        for _ in 0..<3 { _ = ledger.record(outcome, nowUnixMilliseconds: 1_000_000) }
        _ = ledger.refresh(nowUnixMilliseconds: 1_000_000)
        let identity = ServiceIdentity(
            version: "1", revision: "abc", environment: "staging", serviceName: "s", otlpHost: "h",
            resource: [("service.name", "s")])
        let metrics = try AppMetrics(
            MetricsSources(
                routes: ["/health", "/metrics"], connections: { ConnectionCounts() },
                providers: providers, board: { [board = ledger.board] in board },
                store: { StoreReport(kind: .memory, state: .ok) }, spans: { SpanAccount() },
                spool: { SpoolStatus(report: SpoolReport(), maximumBytes: 1) },
                tracing: { .ok }, droppedLogLines: { 0 }, droppedOutcomes: { 0 },
                guardProblems: [("foreign_name", 0)],
                identity: identity, clocks: .system))
        let loop = metrics.http.makeLoop()
        loop.requestEnded(route: 0, method: .get, status: 200, durationNanoseconds: 5000)
        loop.requestEnded(route: nil, method: .other, status: 500, durationNanoseconds: 5000)
        loop.rejected(.malformed)
        metrics.providers.record(outcome)
        metrics.spans.attemptEnded(.http(200), duration: .milliseconds(1))
        metrics.swiftMetrics.makeTimer(label: "lib.timer", dimensions: []).recordNanoseconds(1)
        var bytes: [UInt8] = []
        #expect(!metrics.appendPage(acceptsGzip: false, to: &bytes))
        page = ScrapedPage(bytes: bytes)
    }

    @Test(.enabled(if: ScrapedPage.promtoolIsInstalled, "promtool is not installed"))
    func prometheusItselfHasNoComplaint() throws {
        #expect(try page.promtoolComplaints() == "")
    }

    @Test func isInOrderAndEndsInANewline() {
        #expect(page.families == page.families.sorted())
        #expect(page.families.count > 40)
        #expect(page.bytes.last == UInt8(ascii: "\n"))
    }

    @Test(arguments: [
        "http_server_request_duration_seconds", "http_server_active_requests",
        "gatewayz_http_connections", "gatewayz_http_rejected_total", "provider_health_score",
        "provider_status", "provider_last_evidence_timestamp_seconds", "provider_outcomes_total",
        "provider_request_duration_seconds", "otel_sdk_span_started_total", "otel_sdk_span_live",
        "gatewayz_spans_ended_total", "gatewayz_spans_enqueued_total",
        "gatewayz_spans_recovered_total", "gatewayz_spans_dropped_total",
        "gatewayz_spans_exported_total", "gatewayz_spans_rejected_total", "gatewayz_spans_queued",
        "gatewayz_spans_in_flight", "gatewayz_spans_spooled", "gatewayz_spool_state",
        "gatewayz_spool_files", "gatewayz_spool_bytes", "gatewayz_spool_written_batches_total",
        "gatewayz_tracing_state",
        "gatewayz_environment_guard_problems", "gatewayz_log_lines_dropped_total",
        "gatewayz_build_info", "target_info", "process_resident_memory_bytes",
    ])
    func holdsWhatTheContractPromises(_ family: String) {
        #expect(page.families.contains(family))
    }
}
