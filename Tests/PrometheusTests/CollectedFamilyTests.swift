// Families read off a snapshot: once per scrape, bounded, all or none.
import Synchronization
import Testing

@testable import Prometheus

struct CollectedFamilyTests {
    private final class Source: Sendable {
        let reads = Atomic<Int>(0)
        func next() -> Int { reads.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    private let registry = Registry()

    private func page() -> String {
        var page: [UInt8] = []
        registry.append(to: &page)
        return String(decoding: page, as: UTF8.self)
    }

    @Test func readsItsSourceOncePerScrape() throws {
        let source = Source()
        let families: [CollectedFamily<Int>] = [
            CollectedFamily(Metric<Gauge>("c", help: "Third.")) { $1.sample([], $0) },
            CollectedFamily(Metric<Counter>("a_total", help: "First.")) { $1.sample([], $0) },
        ]
        try registry.collect(families, from: source.next)
        _ = try registry.family(Metric<Gauge>("b", help: "Second."))
        for scrape in 1...2 {
            let expected = """
                # HELP a_total First.
                # TYPE a_total counter
                a_total \(scrape)
                # HELP b Second.
                # TYPE b gauge
                b 0
                # HELP c Third.
                # TYPE c gauge
                c \(scrape)

                """
            #expect(page() == expected)
        }
    }

    @Test func showsNothingOfAFamilyWithoutSamples() throws {
        try registry.collect(
            [CollectedFamily(Metric<Gauge>("a", help: "H.")) { _, _ in }], from: {})
        #expect(page().isEmpty)
    }

    @Test func writesEveryKindOfNumber() throws {
        let family = CollectedFamily<Void>(
            Metric<Gauge>("a", help: "H.", labels: ["n"])
        ) { _, writer in
            writer.sample(["1"], UInt64.max)
            writer.sample(["2"], -3)
            writer.sample(["3"], 0.25)
            writer.sample(["4"], Double.infinity)
            writer.sample(["5"], -Double.infinity)
            writer.sample(["6"], Double.nan)
            writer.sample(["7"], 1e300)
        }
        try registry.collect([family], from: {})
        let values = page().split(separator: "\n").dropFirst(2).map { $0.split(separator: " ")[1] }
        #expect(values == ["18446744073709551615", "-3", "0.25", "+Inf", "-Inf", "NaN", "1e+300"])
    }

    @Test func leavesOutSamplesBeyondTheBound() throws {
        let family = CollectedFamily<Void>(
            Metric<Gauge>("a", help: "H.", labels: ["n"])
        ) { _, writer in
            for index in 1...4 { writer.sample(["\(index)"], index) }
        }
        try registry.collect([family], maximumSeries: 3, from: {})
        #expect(page().split(separator: "\n").dropFirst(2).count == 3)
        #expect(registry.refusedSeries().map(\.count) == [1])
    }

    @Test func registersAllFamiliesOfASourceOrNone() throws {
        _ = try registry.family(Metric<Gauge>("b", help: "Taken."))
        let families: [CollectedFamily<Int>] = ["a", "b"].map { name in
            CollectedFamily(Metric<Gauge>(name, help: "H.")) { $1.sample([], $0) }
        }
        #expect(throws: RegistrationError.conflict("b", with: "b")) {
            try registry.collect(families, from: { 1 })
        }
        #expect(!page().contains("# TYPE a "))
        _ = try registry.family(Metric<Gauge>("a", help: "Free."))
    }
}
