// Registration: what is refused and why, and every limit at its edge.
import Testing

@testable import Prometheus

struct RegistryTests {
    private let registry = Registry()

    @Test func returnsTheFamilyThatIsRegisteredAlready() throws {
        let metric = Metric<Counter>("a_total", help: "Help.", labels: ["x"])
        #expect(try registry.family(metric) === registry.family(metric))
    }

    @Test func refusesAnotherDescriptionUnderTheSameName() throws {
        _ = try registry.family(Metric<Gauge>("a", help: "Help.", labels: ["x"]))
        let conflict = RegistrationError.conflict("a", with: "a")
        #expect(throws: conflict) {
            try registry.family(Metric<Gauge>("a", help: "Help.", labels: ["y"]))
        }
        #expect(throws: conflict) {
            try registry.family(Metric<Gauge>("a", help: "Other.", labels: ["x"]))
        }
        #expect(throws: conflict) {
            try registry.family(Metric<Counter>("a", help: "Help.", labels: ["x"]))
        }
    }

    @Test(arguments: ["a_bucket", "a_sum", "a_count"])
    func keepsTheNamesThatAHistogramNeeds(_ name: String) throws {
        _ = try registry.family(Metric<Histogram>("a", help: "Help.", bounds: [1]))
        #expect(throws: RegistrationError.conflict(name, with: "a")) {
            try registry.family(Metric<Gauge>(name, help: "Help."))
        }
        let other = Registry()
        _ = try other.family(Metric<Gauge>(name, help: "Help."))
        #expect(throws: RegistrationError.conflict("a", with: name)) {
            try other.family(Metric<Histogram>("a", help: "Help.", bounds: [1]))
        }
    }

    @Test(arguments: ["", "1a", "a-b", "a.b", "ä", String(repeating: "a", count: 201)])
    func refusesNamesThatTheFormatCannotCarry(_ name: String) {
        #expect(throws: RegistrationError.invalidName(name)) {
            try registry.family(Metric<Gauge>(name, help: "Help."))
        }
    }

    @Test(arguments: ["a", "A:b_9", "_", String(repeating: "a", count: 200)])
    func takesNamesThatTheFormatCanCarry(_ name: String) throws {
        _ = try registry.family(Metric<Gauge>(name, help: "Help."))
    }

    @Test(arguments: ["", "1", "a:b", "__a", "a b", String(repeating: "a", count: 201)])
    func refusesLabelsThatTheFormatCannotCarry(_ label: String) {
        #expect(throws: RegistrationError.invalidLabel("a", label: label)) {
            try registry.family(Metric<Gauge>("a", help: "Help.", labels: [label]))
        }
    }

    @Test func keepsTheBucketLabelForHistograms() throws {
        #expect(throws: RegistrationError.invalidLabel("a", label: "le")) {
            try registry.family(Metric<Histogram>("a", help: "H.", labels: ["le"], bounds: [1]))
        }
        _ = try registry.family(Metric<Gauge>("b", help: "H.", labels: ["le"]))
    }

    @Test func refusesALabelGivenTwice() {
        #expect(throws: RegistrationError.repeatedLabel("a", label: "x")) {
            try registry.family(Metric<Gauge>("a", help: "Help.", labels: ["x", "y", "x"]))
        }
    }

    @Test func takesItsLargestNumberOfLabelsAndNotOneMore() throws {
        let names = (0...PrometheusLimits.labels).map { "l\($0)" }
        _ = try registry.family(Metric<Gauge>("a", help: "H.", labels: names.dropLast()))
        #expect(throws: RegistrationError.tooManyLabels("b")) {
            try registry.family(Metric<Gauge>("b", help: "H.", labels: names))
        }
    }

    @Test(arguments: [
        [], [1, 1], [2, 1], [.nan], [1, .infinity], [1, .nan, 2], (0...31).map(Double.init),
    ])
    func refusesBoundsThatDoNotIncrease(_ bounds: [Double]) {
        #expect(throws: RegistrationError.invalidBounds("a")) {
            try registry.family(Metric<Histogram>("a", help: "H.", bounds: bounds))
        }
    }

    @Test func takesItsLargestNumberOfFamiliesAndNotOneMore() throws {
        for index in 0..<PrometheusLimits.families {
            _ = try registry.family(Metric<Gauge>("a\(index)", help: "H."))
        }
        #expect(throws: RegistrationError.tooManyFamilies("b")) {
            try registry.family(Metric<Gauge>("b", help: "H."))
        }
        _ = try registry.family(Metric<Gauge>("a0", help: "H."))
    }

    @Test func everyErrorNamesItsFamily() {
        let errors: [RegistrationError] = [
            .invalidName("f"), .invalidLabel("f", label: "x"), .repeatedLabel("f", label: "x"),
            .tooManyLabels("f"), .invalidBounds("f"), .conflict("f", with: "g"),
            .tooManyFamilies("f"),
        ]
        for error in errors { #expect(error.description.contains("f")) }
    }

    @Test func tellsWhichFamiliesRefusedSeries() throws {
        let family = try registry.family(
            Metric<Counter>("a_total", help: "H.", labels: ["x"]), maximumSeries: 1)
        try registry.collect(
            [
                CollectedFamily(Metric<Gauge>("b", help: "H.", labels: ["x"])) { _, writer in
                    writer.sample(["1"], 1)
                    writer.sample(["2"], 2)
                }
            ], maximumSeries: 1, from: {})
        _ = family.instrument(["1"])
        #expect(registry.refusedSeries().isEmpty)
        _ = family.instrument(["2"])
        var page: [UInt8] = []
        registry.append(to: &page)
        let refused = registry.refusedSeries()
        #expect(refused.map(\.family) == ["a_total", "b"])
        #expect(refused.map(\.count) == [1, 1])
    }
}
