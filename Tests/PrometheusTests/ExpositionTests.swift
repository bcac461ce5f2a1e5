// The page as bytes, judged by golden text and by promtool.
import Testing

@testable import Prometheus

struct ExpositionTests {
    private let registry = Registry()

    private func page() -> [UInt8] {
        var page: [UInt8] = []
        registry.append(to: &page)
        return page
    }

    @Test func cumulatesBucketsAndEndsInANewline() throws {
        let family = try registry.family(
            Metric<Histogram>(
                "d_seconds", help: "How\nlong \\ it \"took\".", labels: ["r"],
                bounds: [0.0001, 1, 2.5, 120]))
        let shard = family.shard(["/a"])
        for value in [0.5, 0.25, 2, 500] { shard.observe(value) }
        family.instrument(["/a"]).observe(0)
        let expected = #"""
            # HELP d_seconds How\nlong \\ it "took".
            # TYPE d_seconds histogram
            d_seconds_bucket{r="/a",le="0.0001"} 1
            d_seconds_bucket{r="/a",le="1.0"} 3
            d_seconds_bucket{r="/a",le="2.5"} 4
            d_seconds_bucket{r="/a",le="120.0"} 4
            d_seconds_bucket{r="/a",le="+Inf"} 5
            d_seconds_sum{r="/a"} 502.75
            d_seconds_count{r="/a"} 5

            """#
        #expect(String(decoding: page(), as: UTF8.self) == expected)
    }

    @Test func appendsToWhatIsThere() throws {
        _ = try registry.family(Metric<Gauge>("a", help: "H."))
        var page: [UInt8] = [0x0A]
        registry.append(to: &page)
        #expect(page.first == 0x0A)
        #expect(page.count > 1)
    }

    @Test func anEmptyRegistryIsAnEmptyPage() {
        #expect(page().isEmpty)
    }

    @Test func givesTheSamePageTwice() throws {
        let family = try registry.family(Metric<Gauge>("a", help: "H.", labels: ["x", "y"]))
        for index in 0..<50 { family.instrument(["\(index * 7 % 50)", "y"]).set(Double(index)) }
        #expect(page() == page())
    }

    @Test(.enabled(if: Promtool.isInstalled, "promtool is not installed"))
    func prometheusItselfHasNoComplaint() throws {
        let counters = try registry.family(
            Metric<Counter>("a_total", help: "H\\\n\".", labels: ["x"]), maximumSeries: 2)
        for value in ["\\\"\n", "", "ü", "é"] { counters.instrument([value]).increment() }
        let durations = try registry.family(
            Metric<Histogram>("b_seconds", help: "H.", bounds: [0.0001, 1, 1e6, 1e7]))
        durations.instrument().observe(3)
        let gauges = try registry.family(Metric<Gauge>("c", help: "H.", labels: ["x"]))
        for value in [Double.nan, .infinity, -.infinity, 1e-7, 1e21, -0.0] {
            gauges.instrument(["\(value)"]).set(value)
        }
        #expect(try Promtool.complaints(about: page()) == "")
    }

    @Test(.enabled(if: Promtool.isInstalled, "promtool is not installed"))
    func prometheusComplainsWhereItShould() throws {
        _ = try registry.family(Metric<Counter>("a", help: ""))
        #expect(try Promtool.complaints(about: page()).hasPrefix("exit 3"))
    }
}
