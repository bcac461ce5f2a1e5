// The library that made a span (OTLP `InstrumentationScope`).
// Any thread.

/// An instrumentation scope.
package struct PocketScope: Equatable, Sendable {
    /// The library's name.
    package var name = ""
    /// The library's version.
    package var version = ""
    /// Whatever else it says about itself.
    package var attributes: [PocketAttribute] = []

    /// A scope without a name.
    package init() {}
}
