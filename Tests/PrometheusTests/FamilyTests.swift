// Series of one family: identity, order, bounds met and passed, escaping.
import Testing

@testable import Prometheus

struct FamilyTests {
    private func family(_ labels: [String] = ["a"], maximumSeries: Int = 3) -> Family<Counter> {
        let metric = Metric<Counter>("x_total", help: "Help.", labels: labels)
        return Family(metric.description, maximumSeries: maximumSeries)
    }

    private func lines(_ family: Family<Counter>) -> [String] {
        var page: [UInt8] = []
        family.append(to: &page)
        return String(decoding: page, as: UTF8.self).split(separator: "\n").dropFirst(2)
            .map(String.init)
    }

    @Test func returnsTheSameInstrumentForTheSameLabels() {
        let family = family()
        #expect(family.instrument(["1"]) === family.instrument(["1"]))
        #expect(family.instrument(["1"]) !== family.instrument(["2"]))
    }

    @Test func aMetricWithoutLabelsCountsFromZero() {
        #expect(lines(family([])) == ["x_total 0"])
    }

    @Test func aMetricWithLabelsShowsNothingBeforeItsFirstSeries() {
        var page: [UInt8] = []
        family().append(to: &page)
        #expect(page.isEmpty)
    }

    @Test func addsUpTheShardsOfASeries() {
        let family = family()
        family.shard(["1"]).increment(by: 1)
        family.shard(["1"]).increment(by: 2)
        family.instrument(["1"]).increment(by: 4)
        #expect(lines(family) == [#"x_total{a="1"} 7"#])
    }

    @Test func ordersSeriesByTheirLabels() {
        let family = family()
        for value in ["b", "c", "a"] { family.instrument([value]).increment() }
        #expect(
            lines(family) == [#"x_total{a="a"} 1"#, #"x_total{a="b"} 1"#, #"x_total{a="c"} 1"#])
    }

    @Test func meetsItsBoundAndFoldsWhatLiesBeyond() {
        let family = family()
        for value in ["1", "2", "3"] { family.instrument([value]).increment() }
        #expect(family.refusedSeries == 0)
        family.instrument(["4"]).increment()
        family.shard(["5"]).increment()
        family.instrument(["2"]).increment()
        #expect(family.refusedSeries == 2)
        #expect(
            lines(family) == [
                #"x_total{a="1"} 1"#, #"x_total{a="2"} 2"#, #"x_total{a="3"} 1"#,
                #"x_total{a="_overflow"} 2"#,
            ])
    }

    @Test func sharesAnInstrumentBeyondTheBoundOfShards() {
        let family = family()
        let shards = (0..<PrometheusLimits.shards).map { _ in family.shard(["1"]) }
        let beyond = family.shard(["1"])
        #expect(!shards.contains { $0 === beyond })
        #expect(family.shard(["1"]) === beyond)
        #expect(family.instrument(["1"]) === beyond)
        for shard in shards + [beyond] { shard.increment() }
        #expect(lines(family) == [#"x_total{a="1"} 1025"#])
    }

    @Test(arguments: [
        ([""], "x_total 1"), (["\\\"\n"], #"x_total{a="\\\"\n"} 1"#),
        (["früh 🔭"], #"x_total{a="früh 🔭"} 1"#), (["a\tb"], "x_total{a=\"a\tb\"} 1"),
    ])
    func escapesLabelValues(_ values: [String], _ line: String) {
        let family = family()
        family.instrument(values).increment()
        #expect(lines(family) == [line])
    }

    @Test func cutsALongLabelValueAtACharacter() {
        let family = family()
        let longest = String(repeating: "x", count: PrometheusLimits.labelValueBytes - 1)
        family.instrument([longest + "ü"]).increment()
        family.instrument([longest + "y"]).increment()
        #expect(lines(family) == ["x_total{a=\"\(longest)\"} 1", "x_total{a=\"\(longest)y\"} 1"])
    }

    @Test func leavesOutEmptyLabelsAmongOthers() {
        let family = family(["a", "b", "c"])
        family.instrument(["1", "", "3"]).increment()
        #expect(lines(family) == [#"x_total{a="1",c="3"} 1"#])
    }
}
