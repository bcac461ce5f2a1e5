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

    /// A share and the digits of its threshold, as the specification's own examples have them.
    @Test(arguments: [
        (1, "0"), (1.5, "0"), (0.5, "8"), (0.25, "c"), (0.1, "e666"), (0.01, "fd70a"),
        (0.001, "ffbe77"), (0.75, "4"), (0x1p-56, "ffffffffffffff"), (0x1p-4, "f"),
        (1.0 / 3, "aaab"), (0.9999999, "0"),
    ])
    func aShareIsAThreshold(_ share: Double, _ digits: String) throws {
        let threshold = try #require(SamplingThreshold(probability: share))
        #expect(threshold.description == digits)
        let read = SamplingThreshold(digits: Array(digits.utf8).span)
        #expect(read == threshold)
    }

    @Test(arguments: [0, -1, .nan, 0x1p-58, -.infinity])
    func aShareOfNothingHasNoThreshold(_ share: Double) {
        #expect(SamplingThreshold(probability: share) == nil)
        #expect(Sampler.probability(share) == .alwaysOff)
    }

    @Test(arguments: ["", "g", "A", "000000000000000", "0x8", "8 "])
    func digitsThatAreNoThreshold(_ digits: String) {
        let read = SamplingThreshold(digits: Array(digits.utf8).span)
        #expect(read == nil)
    }

    /// A share, the last 8 bytes of the trace id, an explicit randomness, whether it is kept.
    @Test(
        arguments: [
            (0.5, 0x7F_FFFF_FFFF_FFFF as UInt64, nil, false), (0.5, 0x80_0000_0000_0000, nil, true),
            (0.5, 0xFF00_0000_0000_0000, nil, false), (0.25, 0xC0_0000_0000_0000, nil, true),
            (0.25, 0xBF_FFFF_FFFF_FFFF, nil, false), (1, 0, nil, true),
            (0.5, 0, 0x80_0000_0000_0000, true), (0.5, .max, 0, false),
        ] as [(Double, UInt64, UInt64?, Bool)])
    func probabilityComparesFiftySixBits(
        _ share: Double, _ low: UInt64, _ randomness: UInt64?, _ kept: Bool
    ) {
        let decision = Sampler.probability(share).decide(
            traceID: TraceID(high: .max, low: low), parent: nil, randomness: randomness)
        #expect((decision == .recordAndSample) == kept)
    }

    @Test func whatALowerShareKeepsAHigherOneKeepsToo() {
        var generator = IDGenerator(seed: (5, 6, 7, 8))
        let samplers = [0.01, 0.1, 0.5, 0.9].map { Sampler.probability($0) }
        for _ in 0..<10_000 {
            let id = generator.traceID()
            let kept = samplers.map { $0.decide(traceID: id, parent: nil) == .recordAndSample }
            #expect(kept == kept.sorted { !$0 && $1 })
        }
    }

    private func state(
        _ sampler: Sampler, from text: String, low: UInt64 = 0, parent: TraceFlags?, sampled: Bool
    ) -> String {
        let parsed = TraceState.parse(Array(text.utf8).span) ?? TraceState()
        return sampler.traceState(
            from: parsed, traceID: TraceID(high: 1, low: low), parent: parent, isSampled: sampled
        ).description
    }

    @Test func aThresholdIsWrittenWhereItDecidedAndErasedWhereNot() {
        let half = Sampler.probability(0.5)
        let max = UInt64.max
        #expect(state(half, from: "", parent: nil, sampled: true) == "ot=th:8")
        #expect(state(half, from: "", parent: nil, sampled: false) == "")
        #expect(
            state(half, from: "v=1,ot=th:c;rv:0123456789abcd;x:1", parent: .sampled, sampled: true)
                == "ot=th:8;rv:0123456789abcd;x:1,v=1")
        #expect(
            state(half, from: "v=1,ot=rv:0123456789abcd;th:c", parent: .sampled, sampled: false)
                == "ot=rv:0123456789abcd,v=1")
        #expect(state(half, from: "ot=th:c", parent: .sampled, sampled: false) == "")
        let based = Sampler.parentBased(root: half)
        #expect(state(based, from: "", parent: nil, sampled: true) == "ot=th:8")
        #expect(state(based, from: "v=1", parent: .sampled, sampled: true) == "v=1")
        #expect(
            state(based, from: "v=1,ot=th:c", low: max, parent: .sampled, sampled: true)
                == "v=1,ot=th:c")
        // Why: the sampled flag says yes and the threshold no, so nobody can tell what it counts.
        #expect(state(based, from: "v=1,ot=th:c", parent: .sampled, sampled: true) == "v=1")
        #expect(state(based, from: "v=1,ot=th:c", low: max, parent: [], sampled: false) == "v=1")
        #expect(
            state(based, from: "ot=th:c;rv:ffffffffffffff", parent: .sampled, sampled: true)
                == "ot=th:c;rv:ffffffffffffff")
    }

    /// A rule without thresholds has none to write, and another's says nothing of what it decided.
    @Test(arguments: [Sampler.alwaysOn, .alwaysOff, .traceIDRatio(0.5)])
    func aRuleWithoutThresholdsKeepsOnlyWhatStillHolds(_ rule: Sampler) {
        let max = UInt64.max
        for sampled in [true, false] {
            #expect(
                state(rule, from: "v=1,ot=th:c;x:1", low: max, parent: .sampled, sampled: sampled)
                    == "ot=x:1,v=1")
            #expect(state(rule, from: "v=1,ot=x:1", parent: nil, sampled: sampled) == "v=1,ot=x:1")
        }
        let based = Sampler.parentBased(root: rule)
        let list = "v=1,ot=th:c"
        #expect(state(based, from: list, low: max, parent: .sampled, sampled: true) == list)
        #expect(state(based, from: list, parent: .sampled, sampled: true) == "v=1")
        #expect(state(based, from: list, low: max, parent: [], sampled: false) == "v=1")
        #expect(state(based, from: list, low: max, parent: nil, sampled: true) == "v=1")
    }

    /// What nobody can read vouches for nothing, and a member that stays as it is keeps its place.
    @Test(arguments: [Sampler.alwaysOn, .probability(0.5)])
    func anUnreadableThresholdIsErasedAndNothingElseMoves(_ rule: Sampler) {
        let based = Sampler.parentBased(root: rule)
        for (flags, sampled) in [(TraceFlags.sampled, true), ([], false)] {
            for bad in ["", "C", "0123456789abcde"] {
                let list = "v=1,ot=th:\(bad);x:1"
                #expect(state(based, from: list, parent: flags, sampled: sampled) == "ot=x:1,v=1")
            }
            let list = "v=1,ot=x:1;rv:ffffffffffffff"
            #expect(state(based, from: list, parent: flags, sampled: sampled) == list)
            #expect(state(rule, from: list, parent: flags, sampled: false) == list)
        }
        #expect(state(based, from: "v=1,ot=th:", parent: .sampled, sampled: true) == "v=1")
    }

    @Test func onlyAProbabilityThatDecidesAsksForRandomness() {
        let half = Sampler.probability(0.5)
        #expect(half.consultsRandomness(parent: []) && !half.consultsRandomness(parent: nil))
        #expect(!Sampler.parentBased(root: half).consultsRandomness(parent: .sampled))
        #expect(!Sampler.alwaysOn.consultsRandomness(parent: .sampled))
    }
}
