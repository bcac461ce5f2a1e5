// What one span tells another about itself, in this process or over the wire.
// Any thread. Immutable in spirit: a child gets a new one.

/// The part of a span that is propagated, OpenTelemetry Trace API "SpanContext".
package struct SpanContext: Hashable, Sendable {
    /// The trace that the span belongs to.
    package var traceID: TraceID
    /// The span.
    package var spanID: SpanID
    /// Whether it is sampled, and whether the trace id is random.
    package var flags: TraceFlags
    /// What vendors carry along.
    package var traceState: TraceState
    /// Whether it came from another process.
    package var isRemote: Bool

    /// Puts the parts together.
    @inlinable package init(
        traceID: TraceID, spanID: SpanID, flags: TraceFlags,
        traceState: TraceState = TraceState(), isRemote: Bool = false
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        self.traceState = traceState
        self.isRemote = isRemote
    }

    /// The context that a caller sent.
    @inlinable package init(remote parent: TraceParent, traceState: TraceState = TraceState()) {
        self.init(
            traceID: parent.traceID, spanID: parent.spanID, flags: parent.flags,
            traceState: traceState, isRemote: true)
    }

    /// Whether both identifiers name something.
    @inlinable package var isValid: Bool { traceID.isValid && spanID.isValid }

    /// Whether the span is recorded.
    @inlinable package var isSampled: Bool { flags.contains(.sampled) }

    /// What goes into an outgoing `traceparent`.
    @inlinable package var traceParent: TraceParent {
        TraceParent(traceID: traceID, spanID: spanID, flags: flags)
    }
}
