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
    private let registry = Registry()

    /// Registers everything and lets everything happen once.
    private func fill() throws {
        let http = try HTTPMetrics(registry: registry, routes: ["/health", "/metrics"])
        try http.showConnections(in: registry) { ConnectionCounts() }
        let loop = http.makeLoop()
        loop.requestEnded(route: 0, method: .get, status: 200, durationNanoseconds: 5000)
        loop.requestEnded(route: nil, method: .other, status: 500, durationNanoseconds: 5000)
        loop.rejected(.malformed)
        let providers = try ProviderRegistry([Provider(name: "openai")])
        var ledger = HealthLedger(
            registry: providers, isConfigured: [true], nowUnixMilliseconds: 1_000_000)
        let outcome = Outcome(
            provider: ProviderID(index: 0), result: .ok, source: .probe,
            unixMilliseconds: 1_000_000, latencyMicroseconds: 5)
        for _ in 0..<3 { _ = ledger.record(outcome, nowUnixMilliseconds: 1_000_000) }
        _ = ledger.refresh(nowUnixMilliseconds: 1_000_000)
        try ProviderMetrics(metrics: registry, registry: providers) { [board = ledger.board] in
            board
        }.record(outcome)
        var account = SpanAccount()
        account.ended = 1
        let spans = try SpanMetrics(registry: registry, account: { [account] in account }) { .ok }
        spans.attemptEnded(label: "200", duration: .milliseconds(1))
        try StoreMetrics.register(in: registry) { StoreReport(kind: .memory, state: .ok) }
        let sampler = ProcessSampler(clocks: .system)
        try ProcessMetrics.register(in: registry) { sampler.sample() }
        try registerService()
    }

    private func registerService() throws {
        let factory = SwiftMetricsFactory(registry: registry)
        try ServiceMetrics.registerSelf(of: registry, swiftMetrics: factory)
        try ServiceMetrics.register(droppedLogLines: { 0 }, in: registry)
        try ServiceMetrics.register(guardProblems: [("foreign_name", 0)], in: registry)
        try ServiceMetrics.register(
            ServiceIdentity(
                version: "1", revision: "abc", environment: "staging", serviceName: "s",
                otlpHost: "h", resource: [("service.name", "s")]),
            in: registry)
        factory.makeTimer(label: "lib.timer", dimensions: []).recordNanoseconds(1)
    }

    @Test(.enabled(if: ScrapedPage.promtoolIsInstalled, "promtool is not installed"))
    func prometheusItselfHasNoComplaint() throws {
        try fill()
        #expect(try ScrapedPage(registry).promtoolComplaints() == "")
    }

    @Test func isInOrderAndEndsInANewline() throws {
        try fill()
        let page = ScrapedPage(registry)
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
        "gatewayz_spans_in_flight", "gatewayz_spans_spooled", "gatewayz_tracing_state",
        "gatewayz_environment_guard_problems", "gatewayz_log_lines_dropped_total",
        "gatewayz_build_info", "target_info", "process_resident_memory_bytes",
    ])
    func holdsWhatTheContractPromises(_ family: String) throws {
        try fill()
        #expect(ScrapedPage(registry).families.contains(family))
    }
}
