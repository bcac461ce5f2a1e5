// Whether a span is recorded: a pure value, asked once per span.
// Any thread. Never draws a random number: the trace id is the random number, so that every service
// that asks about one trace gets one answer.

/// Head sampling, OpenTelemetry Trace SDK "Sampling".
@usableFromInline package struct Sampler: Hashable, Sendable {
    /// What is decided for a trace that nobody has decided on yet.
    @usableFromInline package enum Rule: Hashable, Sendable {
        case alwaysOn
        case alwaysOff
        /// Keeps a trace whose id, as `TraceID.low` shifted right by one, is below the bound.
        case traceIDBelow(UInt64)
        /// Keeps a trace whose randomness reaches the threshold, and says so in its tracestate.
        case probability(SamplingThreshold)
    }

    /// What becomes of a span.
    @usableFromInline package enum Decision: UInt8, CaseIterable, Hashable, Sendable {
        /// It is not recorded; its context still has a new span id and is propagated.
        case drop
        /// It is remembered until its end, which decides; no sampler says this by itself.
        case recordOnly
        /// It is recorded and exported.
        case recordAndSample
    }

    /// The rule for traces without a decision.
    @usableFromInline package let rule: Rule
    /// Whether a parent's sampled flag settles the matter (the "parentbased" samplers).
    @usableFromInline package let followsParent: Bool

    private init(_ rule: Rule, followsParent: Bool) {
        self.rule = rule
        self.followsParent = followsParent
    }

    /// Records every span.
    package static let alwaysOn = Sampler(.alwaysOn, followsParent: false)
    /// Records none.
    package static let alwaysOff = Sampler(.alwaysOff, followsParent: false)

    /// Records this share of all traces, by the rule of the deprecated `TraceIdRatioBased`, as Go,
    /// Python and Rust have it: bound = ratio x 2^63 against the last 8 bytes of the id shifted
    /// right by one. A ratio outside 0...1 counts as its nearer end, NaN as 0.
    package static func traceIDRatio(_ ratio: Double) -> Sampler {
        guard ratio > 0 else { return .alwaysOff }
        guard ratio < 1 else { return .alwaysOn }
        return Sampler(.traceIDBelow(UInt64(ratio * 0x1p63)), followsParent: false)
    }

    /// Records this share of all traces, consistently with every service that compares the same 56
    /// random bits; 0 records none.
    package static func probability(_ share: Double) -> Sampler {
        guard let threshold = SamplingThreshold(probability: share) else { return .alwaysOff }
        return Sampler(.probability(threshold), followsParent: false)
    }

    /// Follows the parent's flag where there is a parent, and asks the root's rule where not.
    package static func parentBased(root: Sampler) -> Sampler {
        Sampler(root.rule, followsParent: true)
    }

    /// Decides for a span of this trace; `parent` is the parent's flags, `nil` for a root, and
    /// `randomness` what the tracestate gives instead of the trace id's own (`rv`).
    @inlinable package func decide(
        traceID: TraceID, parent: TraceFlags?, randomness: UInt64? = nil
    ) -> Decision {
        if followsParent, let parent {
            return parent.contains(.sampled) ? .recordAndSample : .drop
        }
        switch rule {
        case .alwaysOn: return .recordAndSample
        case .alwaysOff: return .drop
        case .traceIDBelow(let bound): return traceID.low >> 1 < bound ? .recordAndSample : .drop
        case .probability(let threshold):
            return threshold.keeps(randomness: randomness ?? traceID.low)
                ? .recordAndSample : .drop
        }
    }

    /// The threshold that is written into the tracestate of a trace that this sampler keeps.
    package var threshold: SamplingThreshold? {
        if case .probability(let threshold) = rule { threshold } else { nil }
    }

    /// Whether the decision on a span with such a parent needs the randomness of the tracestate.
    @inlinable package func consultsRandomness(parent: TraceFlags?) -> Bool {
        guard case .probability = rule, parent != nil else { return false }
        return !followsParent
    }

    /// The tracestate of a span that was decided so: with the sampler's own threshold where that
    /// decided; with the parent's where its sampled flag decided and agrees with it; else without
    /// any, since nobody can tell for how many others the span stands.
    package func traceState(
        from state: TraceState, traceID: TraceID, parent: TraceFlags?, isSampled: Bool
    ) -> TraceState {
        if let threshold, !followsParent || parent == nil {
            return state.replacingThreshold(with: isSampled ? threshold : nil)
        }
        guard !state.isEmpty else { return state }
        let isTheirs = followsParent && parent != nil && isSampled
        guard isTheirs, let theirs = state.threshold,
            theirs.keeps(randomness: state.randomness ?? traceID.low)
        else { return state.replacingThreshold(with: nil) }
        return state
    }
}
