// What every span has.
// Any thread; a trivial value.
package import TraceSDK

/// Identity, place in the trace, kind and times of a finished span.
package struct SpanHead: Hashable, Sendable {
    /// The trace.
    package var traceID: TraceID
    /// The span.
    package var spanID: SpanID
    /// The span's own flags.
    package var flags: TraceFlags
    /// The parent; `SpanID.invalid` for a root.
    package var parentSpanID: SpanID
    /// Whether the parent is in another process.
    package var parentIsRemote: Bool
    /// Which side of a call the span describes.
    package var role: SpanRole
    /// Nanoseconds since the Unix epoch.
    package var startUnixNanoseconds: Int64
    /// Nanoseconds since the Unix epoch; one before the start is written as the start.
    package var endUnixNanoseconds: Int64

    /// Puts the parts together.
    package init(
        traceID: TraceID, spanID: SpanID, flags: TraceFlags,
        parentSpanID: SpanID = .invalid, parentIsRemote: Bool = false, role: SpanRole,
        startUnixNanoseconds: Int64, endUnixNanoseconds: Int64
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        self.parentSpanID = parentSpanID
        self.parentIsRemote = parentIsRemote
        self.role = role
        self.startUnixNanoseconds = startUnixNanoseconds
        self.endUnixNanoseconds = endUnixNanoseconds
    }
}
