// The ids that tie a line to its span, as plain words.

/// The span that a line belongs to.
package struct LogTrace: Sendable, Hashable {
    /// The trace id's first eight bytes.
    package let traceHigh: UInt64
    /// The trace id's last eight bytes.
    package let traceLow: UInt64
    /// The span id.
    package let span: UInt64
    /// Whether the span is exported.
    package let isSampled: Bool

    /// Puts the ids together.
    package init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = isSampled
    }
}
