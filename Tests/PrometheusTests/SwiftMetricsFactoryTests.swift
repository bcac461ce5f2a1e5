// The swift-metrics backend, driven through the public API of swift-metrics.
import CoreMetrics
import Testing

@testable import Prometheus

struct SwiftMetricsFactoryTests {
    private let registry = Registry()
    private let factory: SwiftMetricsFactory

    init() { factory = SwiftMetricsFactory(registry: registry, maximumSeries: 2) }

    private func lines() -> [String] {
        var page: [UInt8] = []
        registry.append(to: &page)
        return String(decoding: page, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map(String.init)
    }

    @Test func showsCountersOfBothKinds() {
        let whole = CoreMetrics.Counter(label: "http.requests", dimensions: [], factory: factory)
        whole.increment(by: 3)
        let real = FloatingPointCounter(label: "cost_total", dimensions: [], factory: factory)
        real.increment(by: 0.5)
        #expect(lines() == ["cost_total 0.5", "http_requests_total 3"])
        whole.reset()
        real.reset()
        #expect(lines() == ["cost_total 0", "http_requests_total 0"])
    }

    @Test func counterHandlersNeverGoDown() {
        let handler = factory.makeCounter(label: "a", dimensions: [])
        handler.increment(by: -1)
        handler.increment(by: .min)
        #expect(lines() == ["a_total 0"])
    }

    @Test func showsMetersAndRecorders() {
        let meter = Meter(label: "m", dimensions: [("x", "1")], factory: factory)
        meter.set(2)
        meter.increment(by: 3)
        meter.decrement(by: 1)
        Recorder(label: "g", dimensions: [], aggregate: false, factory: factory).record(2.5)
        Recorder(label: "r", dimensions: [], aggregate: true, factory: factory).record(Int64(7))
        let lines = lines()
        #expect(lines.contains("g 2.5"))
        #expect(lines.contains(#"m{x="1"} 4"#))
        #expect(lines.contains(#"r_bucket{le="10.0"} 1"#))
        #expect(lines.contains(#"r_bucket{le="5.0"} 0"#))
    }

    @Test func showsTimersInSeconds() {
        let timer = CoreMetrics.Timer(label: "db-query", dimensions: [], factory: factory)
        timer.recordMilliseconds(250)
        timer.recordNanoseconds(-5)
        let lines = lines()
        #expect(lines.contains("db_query_seconds_sum 0.25"))
        #expect(lines.contains("db_query_seconds_count 2"))
        #expect(lines.contains(#"db_query_seconds_bucket{le="0.25"} 2"#))
    }

    @Test func theOrderOfDimensionsDoesNotMatter() {
        factory.makeCounter(label: "a", dimensions: [("y", "2"), ("x", "1")]).increment(by: 1)
        factory.makeCounter(label: "a", dimensions: [("x", "1"), ("y", "2")]).increment(by: 1)
        #expect(lines() == [#"a_total{x="1",y="2"} 2"#])
    }

    @Test func countsConflictsInsteadOfCrashing() {
        factory.makeCounter(label: "a", dimensions: [("x", "1")]).increment(by: 1)
        factory.makeCounter(label: "a", dimensions: [("y", "1")]).increment(by: 1)
        factory.makeMeter(label: "a_total", dimensions: []).set(Int64(1))
        factory.makeCounter(label: "a", dimensions: [("x", "1"), ("x", "2")]).increment(by: 1)
        factory.makeTimer(label: "t", dimensions: [("a.b", "1"), ("a-b", "1")])
            .recordNanoseconds(1)
        #expect(factory.conflicts == 4)
        #expect(lines() == [#"a_total{x="1"} 1"#])
    }

    @Test func holdsForeignSeriesToTheirBound() {
        for value in ["1", "2", "3", "4"] {
            factory.makeCounter(label: "a", dimensions: [("x", value)]).increment(by: 1)
        }
        #expect(lines().last == #"a_total{x="_overflow"} 2"#)
        #expect(registry.refusedSeries().map(\.count) == [2])
    }

    @Test(arguments: [
        ("", "_"), ("9lives", "_9lives"), ("a.b-c d/ü", "a_b_c_d___"), ("ok:no", "ok_no"),
        (String(repeating: "é", count: 200), String(repeating: "_", count: 184)),
    ])
    func makesNamesValid(_ label: String, _ name: String) {
        factory.makeMeter(label: label, dimensions: []).set(Int64(1))
        #expect(factory.conflicts == 0)
        #expect(lines() == ["\(name) 1"])
    }

    @Test func makesLabelNamesValid() {
        factory.makeRecorder(
            label: "a", dimensions: [("le", "1"), ("__b", "2"), ("1", "3")], aggregate: true
        ).record(Int64(1))
        #expect(factory.conflicts == 0)
        #expect(lines().last == #"a_count{_1="3",label__b="2",le_="1"} 1"#)
    }

    @Test func aDestroyedInstrumentStaysOnThePage() {
        let counter = CoreMetrics.Counter(label: "a", dimensions: [], factory: factory)
        counter.increment()
        counter.destroy()
        #expect(lines() == ["a_total 1"])
    }

    @Test(.enabled(if: Promtool.isInstalled, "promtool is not installed"))
    func prometheusItselfHasNoComplaint() throws {
        factory.makeCounter(label: "http.requests", dimensions: [("http.route", "/")])
            .increment(by: 1)
        factory.makeTimer(label: "took", dimensions: []).recordNanoseconds(5)
        factory.makeRecorder(label: "size", dimensions: [], aggregate: true).record(Int64(5))
        factory.makeMeter(label: "temperature", dimensions: []).set(1.5)
        var page: [UInt8] = []
        registry.append(to: &page)
        #expect(try Promtool.complaints(about: page) == "")
    }
}
