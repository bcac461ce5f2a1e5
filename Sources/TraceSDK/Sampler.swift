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
    }

    /// What becomes of a span.
    @usableFromInline package enum Decision: Hashable, Sendable {
        /// It is not recorded; its context still has a new span id and is propagated.
        case drop
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

    /// Follows the parent's flag where there is a parent, and asks the root's rule where not.
    package static func parentBased(root: Sampler) -> Sampler {
        Sampler(root.rule, followsParent: true)
    }

    /// Decides for a span of this trace; `parent` is the parent's flags, `nil` for a root.
    @inlinable package func decide(traceID: TraceID, parent: TraceFlags?) -> Decision {
        if followsParent, let parent {
            return parent.contains(.sampled) ? .recordAndSample : .drop
        }
        switch rule {
        case .alwaysOn: return .recordAndSample
        case .alwaysOff: return .drop
        case .traceIDBelow(let bound): return traceID.low >> 1 < bound ? .recordAndSample : .drop
        }
    }
}
