// Decisions that agree with other SDKs, and settings that never crash.
import Testing
import TraceSDK

struct SamplerTests {
    private func keeps(_ sampler: Sampler, _ low: UInt64, parent: TraceFlags? = nil) -> Bool {
        sampler.decide(traceID: TraceID(high: .max, low: low), parent: parent) == .recordAndSample
    }

    /// Ratio, the last 8 bytes of a trace id, whether Go, Python and Rust keep it.
    @Test(arguments: [
        (0.5, 0x7FFF_FFFF_FFFF_FFFF as UInt64, true), (0.5, 0x8000_0000_0000_0000, false),
        (0.25, 0x3FFF_FFFF_FFFF_FFFF, true), (0.25, 0x4000_0000_0000_0000, false),
        (0.1, 0x1999_9999_9999_9900, true), (0.1, 0x1999_9999_9999_9A01, false),
        (1, .max, true), (1.5, .max, true), (0, 0, false), (-1, 0, false), (.nan, 0, false),
        (0x1p-62, 2, true), (0x1p-62, 4, false), (.leastNonzeroMagnitude, 0, false),
    ])
    func ratioComparesTheLastSixtyThreeBits(_ ratio: Double, _ low: UInt64, _ kept: Bool) {
        #expect(keeps(.traceIDRatio(ratio), low) == kept)
    }

    @Test func aRatioKeepsAboutItsShare() {
        var generator = IDGenerator(seed: (1, 2, 3, 4))
        let sampler = Sampler.traceIDRatio(0.1)
        let kept = (0..<100_000).count { _ in
            sampler.decide(traceID: generator.traceID(), parent: nil) == .recordAndSample
        }
        #expect((9_500...10_500).contains(kept))
    }

    @Test func theParentsFlagWinsWhereAskedTo() {
        for root in [Sampler.alwaysOn, .alwaysOff, .traceIDRatio(0.5)] {
            let sampler = Sampler.parentBased(root: root)
            #expect(keeps(sampler, .max, parent: .sampled))
            #expect(!keeps(sampler, 0, parent: .random))
            #expect(keeps(sampler, .max) == keeps(root, .max))
            #expect(keeps(sampler, 0) == keeps(root, 0))
        }
        #expect(keeps(.alwaysOn, 0, parent: []))
        #expect(!keeps(.alwaysOff, 0, parent: .sampled))
    }

    @Test(
        arguments: [
            (nil, nil, Sampler.parentBased(root: .alwaysOn)),
            ("", "", .parentBased(root: .alwaysOn)),
            ("parentbased_always_on", "0.1", .parentBased(root: .alwaysOn)),
            ("parentbased_always_off", nil, .parentBased(root: .alwaysOff)),
            ("always_on", nil, .alwaysOn), ("ALWAYS_OFF", nil, .alwaysOff),
            ("traceidratio", "0.25", .traceIDRatio(0.25)), ("traceidratio", nil, .alwaysOn),
            ("parentbased_traceidratio", "0.1", .parentBased(root: .traceIDRatio(0.1))),
            ("parentbased_traceidratio", "0", .parentBased(root: .alwaysOff)),
            ("parentbased_traceidratio", "1.0", .parentBased(root: .alwaysOn)),
        ] as [(String?, String?, Sampler)])
    func readsTheNamesOfTheSpecification(_ name: String?, _ argument: String?, _ sampler: Sampler) {
        let setting = SamplerSetting.parse(name: name, argument: argument)
        #expect(setting.sampler == sampler && setting.warnings.isEmpty)
    }

    @Test(arguments: ["1.1", "-0.1", "half", "nan", "inf", "0,5", " "])
    func aBadRatioWarnsAndCountsAsOne(_ argument: String) {
        let setting = SamplerSetting.parse(name: "parentbased_traceidratio", argument: argument)
        #expect(setting.sampler == .parentBased(root: .alwaysOn))
        #expect(setting.warnings.count == 1)
        #expect(setting.warnings[0].contains("OTEL_TRACES_SAMPLER_ARG=\(argument)"))
    }

    @Test(arguments: ["jaeger_remote", "xray", "always"])
    func anUnknownNameWarnsAndFallsBack(_ name: String) {
        let setting = SamplerSetting.parse(name: name, argument: "0.5")
        #expect(setting.sampler == .parentBased(root: .alwaysOn))
        #expect(setting.warnings.count == 1)
        #expect(setting.warnings[0].contains(name))
    }
}
