// What a caller says about its trace, by whichever header.
// Any thread; a trivial value.

/// A caller's span and its decision on sampling, each of which may be missing.
@usableFromInline package struct RemoteTrace: Hashable, Sendable {
    /// Whether the caller decided on sampling, and how.
    @usableFromInline package enum Verdict: Hashable, Sendable {
        /// The flags tell.
        case decided
        /// It left the decision to us (B3 without a sampling state).
        case deferred
        /// It asks for this trace in particular (B3 "debug", Jaeger's debug bit).
        case debug
    }

    /// The caller's span; without valid identifiers where it sent a decision only (`b3: 0`).
    @usableFromInline package var parent: TraceParent
    /// How the flags are to be taken.
    @usableFromInline package var verdict: Verdict

    /// Puts the parts together.
    @inlinable package init(_ parent: TraceParent, verdict: Verdict = .decided) {
        self.parent = parent
        self.verdict = verdict
    }

    /// A decision without a span.
    static func decision(isSampled: Bool, verdict: Verdict = .decided) -> RemoteTrace {
        RemoteTrace(
            TraceParent(
                traceID: .invalid, spanID: .invalid, flags: isSampled ? .sampled : []),
            verdict: verdict)
    }

    /// Whether there is a span to be a child of.
    @inlinable package var hasSpan: Bool { parent.traceID.isValid && parent.spanID.isValid }

    /// The flags that a sampler is to follow; `nil` where the caller left it to us.
    @inlinable package var decidingFlags: TraceFlags? {
        verdict == .deferred ? nil : parent.flags
    }
}
