// The trace that an outcome belongs to, as plain integers: this room knows no tracing library.
// Pure.

/// The span during which an outcome was observed, as W3C Trace Context identifiers.
package struct TraceReference: Sendable, Equatable, Hashable {
    /// The upper 64 bits of the trace id.
    package var traceHigh: UInt64
    /// The lower 64 bits of the trace id.
    package var traceLow: UInt64
    /// The span id, 0 where only the trace is known.
    package var spanID: UInt64
    /// Whether the trace is recorded, so that a link to it leads somewhere.
    package var isSampled: Bool

    /// Makes a reference from the identifiers' integers.
    package init(traceHigh: UInt64, traceLow: UInt64, spanID: UInt64 = 0, isSampled: Bool = false) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.spanID = spanID
        self.isSampled = isSampled
    }
}
