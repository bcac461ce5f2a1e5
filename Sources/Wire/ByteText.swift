// Text into the house's byte sink: a `[UInt8]` that is passed `inout`, appended to and reused.
// Any thread. Never allocates anything but the sink's own growth.

extension [UInt8] {
    /// Appends the UTF-8 bytes of a literal.
    @inlinable package mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }

    /// Appends the UTF-8 bytes of a string.
    @inlinable package mutating func append(utf8 text: String) {
        append(contentsOf: text.utf8)
    }

    /// Appends the bytes of a span in one copy.
    @inlinable package mutating func append(bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
