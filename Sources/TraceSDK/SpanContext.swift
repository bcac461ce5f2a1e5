// What one span tells another about itself, in this process or over the wire.
// Any thread. Immutable in spirit: a child gets a new one.

/// The part of a span that is propagated, OpenTelemetry Trace API "SpanContext".
@usableFromInline package struct SpanContext: Hashable, Sendable {
    /// The trace that the span belongs to.
    @usableFromInline package var traceID: TraceID
    /// The span.
    @usableFromInline package var spanID: SpanID
    /// Whether it is sampled, and whether the trace id is random.
    @usableFromInline package var flags: TraceFlags
    /// What vendors carry along.
    @usableFromInline package var traceState: TraceState
    /// Whether it came from another process.
    @usableFromInline package var isRemote: Bool

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
