// The bounds of a JSON text that is read.
// Any thread.

/// What a parser accepts at most.
package struct JSONLimits: Equatable, Sendable {
    /// The longest text in bytes.
    package var maximumBytes: Int
    /// The deepest nesting of arrays and objects.
    package var maximumDepth: Int

    /// 1 MiB and 64 levels unless told otherwise.
    package init(maximumBytes: Int = 1 << 20, maximumDepth: Int = 64) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
    }
}
