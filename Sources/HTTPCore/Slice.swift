// Where something stands in the bytes of a head: an offset and a length, never a copy.

/// A range of the bytes that a head was parsed from.
package struct Slice: Equatable, Sendable {
    /// Offset of the first byte.
    package var start: Int
    /// Length in bytes.
    package var count: Int

    /// A range that begins at `start` and has `count` bytes.
    package init(start: Int, count: Int) {
        self.start = start
        self.count = count
    }

    /// No bytes at all.
    package static var empty: Slice { Slice(start: 0, count: 0) }

    /// Offset of the byte after the last.
    package var end: Int { start + count }

    /// Whether these bytes are exactly the text.
    package func equals(_ text: StaticString, in bytes: Span<UInt8>) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let expected = unsafe text.utf8Start[index]
            guard bytes[start + index] == expected else { return false }
        }
        return true
    }

    /// Whether these bytes are the lower-case text in any case of ASCII letters.
    package func equalsIgnoringCase(_ lowercase: StaticString, in bytes: Span<UInt8>) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let expected = unsafe lowercase.utf8Start[index]
            guard ByteClass.lowercased(bytes[start + index]) == expected else { return false }
        }
        return true
    }

    /// The bytes as text; bytes that are not UTF-8 become U+FFFD. Allocates: not for hot paths.
    package func text(in bytes: Span<UInt8>) -> String {
        var copy: [UInt8] = []
        copy.reserveCapacity(count)
        for index in start..<end { copy.append(bytes[index]) }
        return String(decoding: copy, as: UTF8.self)
    }
}
