// Something that happened inside a span (OTLP `Span.Event`).
// Any thread.

/// A span's event.
package struct PocketEvent: Equatable, Sendable {
    /// When, in Unix nanoseconds.
    package var timeUnixNanoseconds: UInt64 = 0
    /// What.
    package var name = ""
    /// The details.
    package var attributes: [PocketAttribute] = []

    /// An event without a name.
    package init() {}
}
