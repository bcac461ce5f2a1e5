// A pointer from one span to another (OTLP `Span.Link`).
// Any thread.

/// A span's link.
package struct PocketLink: Equatable, Sendable {
    /// The trace it points to.
    package var traceID = PocketTraceID(high: 0, low: 0)
    /// The span it points to.
    package var spanID: UInt64 = 0
    /// The details.
    package var attributes: [PocketAttribute] = []

    /// A link to nothing.
    package init() {}
}
