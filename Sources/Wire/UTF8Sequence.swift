// Well-formed UTF-8 (Unicode 16, table 3-7), one sequence at a time.
// Any thread. Pure; never allocates.

/// What stands at one place of a byte string that should be UTF-8.
package struct UTF8Sequence: Equatable, Sendable {
    /// Bytes of the well-formed sequence, or of the part that one U+FFFD replaces (1 to 3).
    package var length: Int
    /// Whether those bytes are one Unicode scalar.
    package var isValid: Bool

    /// Judges the bytes from `offset`, which must lie inside `bytes`.
    package init(in bytes: Span<UInt8>, at offset: Int) {
        let lead = bytes[offset]
        if lead < 0x80 {
            self.init(length: 1, isValid: true)
            return
        }
        let (count, second) = Self.expectation(after: lead)
        var length = 1
        while length < count {
            guard offset + length < bytes.count else { break }
            let allowed = length == 1 ? second : 0x80...0xBF
            guard allowed.contains(bytes[offset + length]) else { break }
            length += 1
        }
        self.init(length: length, isValid: count > 0 && length == count)
    }

    /// Whether all of `bytes` is well formed.
    package static func isWellFormed(_ bytes: Span<UInt8>) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let sequence = UTF8Sequence(in: bytes, at: offset)
            guard sequence.isValid else { return false }
            offset += sequence.length
        }
        return true
    }

    private init(length: Int, isValid: Bool) {
        self.length = length
        self.isValid = isValid
    }

    /// The length that a lead byte announces and the range of the byte after it; 0 for no lead.
    private static func expectation(after lead: UInt8) -> (Int, ClosedRange<UInt8>) {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0x80...0xBF)
        }
    }
}
