// The program about itself: identity, guard, store, losses; and the whole page before promtool.
import CoreMetrics
import HTTPCore
import Health
import Prometheus
import Reactor
import Testing

@testable import App

struct ServiceMetricsTests {
    private let registry = Registry()

    private func identity(_ resource: [(name: String, value: String)]) -> ServiceIdentity {
        ServiceIdentity(
            version: "1.0.0", revision: "", environment: "staging", serviceName: "gatewayz-api",
            otlpHost: "tempo.internal", resource: resource)
    }

    @Test func tellsWhatRunsAndWhere() throws {
        try ServiceMetrics.register(
            identity([("service.name", "gatewayz-api"), ("service_name", "twice"), ("a-b", "1")]),
            in: registry)
        #expect(
            ScrapedPage(registry).samples == [
                #"gatewayz_build_info{version="1.0.0",environment="staging","#
                    + #"service_name="gatewayz-api",otlp_host="tempo.internal"} 1"#,
                #"target_info{service_name="gatewayz-api",a_b="1"} 1"#,
            ])
    }

    @Test func aResourceWithTooManyAttributesIsCut() throws {
        let many = (0...PrometheusLimits.labels).map { (name: "a\($0)", value: "v") }
        try ServiceMetrics.register(identity(many), in: registry)
        let target = ScrapedPage(registry).samples.last ?? ""
        #expect(target.split(separator: ",").count == PrometheusLimits.labels)
    }

    @Test func showsEveryRuleOfTheGuard() throws {
        try ServiceMetrics.register(
            guardProblems: [("environment_names", 0), ("foreign_name", 2)], in: registry)
        #expect(
            ScrapedPage(registry).samples == [
                #"gatewayz_environment_guard_problems{rule="environment_names"} 0"#,
                #"gatewayz_environment_guard_problems{rule="foreign_name"} 2"#,
            ])
    }

    @Test func showsTheStore() throws {
        var report = StoreReport(kind: .sqlite, state: .degraded)
        report.commits = 7
        report.pendingRows = 3
        try StoreMetrics.register(in: registry) { [report] in report }
        let samples = ScrapedPage(registry).samples
        #expect(samples.contains(#"gatewayz_store_state{kind="sqlite",state="degraded"} 1"#))
        #expect(samples.contains(#"gatewayz_store_state{kind="sqlite",state="ok"} 0"#))
        #expect(samples.contains("gatewayz_store_commits_total 7"))
        #expect(samples.contains("gatewayz_store_pending_rows 3"))
        #expect(samples.contains("gatewayz_store_quarantines_total 0"))
    }

    @Test func showsWhatWasLostAndRefused() throws {
        let factory = SwiftMetricsFactory(registry: registry, maximumSeries: 1)
        try ServiceMetrics.register(droppedLogLines: { 12 }, in: registry)
        try ServiceMetrics.register(droppedOutcomes: { 3 }, in: registry)
        try ServiceMetrics.registerSelf(of: registry, swiftMetrics: factory)
        factory.makeCounter(label: "lib", dimensions: [("x", "1")]).increment(by: 1)
        factory.makeCounter(label: "lib", dimensions: [("x", "2")]).increment(by: 1)
        factory.makeMeter(label: "lib_total", dimensions: []).set(Int64(1))
        let samples = ScrapedPage(registry).samples
        #expect(samples.contains("gatewayz_log_lines_dropped_total 12"))
        #expect(samples.contains("gatewayz_outcomes_dropped_total 3"))
        #expect(samples.contains(#"gatewayz_metric_series_dropped_total{family="lib_total"} 1"#))
        #expect(samples.contains("gatewayz_metric_conflicts_total 1"))
    }
}
