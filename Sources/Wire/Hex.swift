// Hexadecimal digits of identifiers, into bytes and back.
// Any thread. Writes lower case only; never allocates but in the caller's sink.

/// Hexadecimal digits, as trace and span ids are written.
@usableFromInline package enum Hex {
    /// Appends 16 lower-case digits, most significant first.
    @inlinable package static func append(_ value: UInt64, to sink: inout [UInt8]) {
        unsafe withUnsafeBytes(of: digits(value)) { unsafe sink.append(contentsOf: $0) }
    }

    /// The 16 lower-case digits of a number, the most significant first.
    @inline(__always) @inlinable package static func digits(_ value: UInt64) -> SIMD16<UInt8> {
        // Each nibble gets a byte of its own, then all sixteen become letters at once.
        let bytes = unsafe unsafeBitCast(value.bigEndian, to: SIMD8<UInt8>.self)
        var nibbles = SIMD16<UInt8>()
        nibbles.evenHalf = bytes &>> 4
        nibbles.oddHalf = bytes & 0x0F
        let isLetter = SIMD16<UInt8>(repeating: 0) &- ((nibbles &+ 6) &>> 4)
        return nibbles &+ 0x30 &+ (isLetter & 0x27)
    }

    /// Appends two lower-case digits.
    @inlinable package static func append(byte: UInt8, to sink: inout [UInt8]) {
        sink.append(digit(byte >> 4))
        sink.append(digit(byte & 0x0F))
    }

    /// The value of 1 to 16 digits; `nil` for another length, any other byte, and, unless
    /// `allowsUppercase`, for an upper-case digit (W3C Trace Context allows lower case only).
    @inlinable package static func parse(
        _ digits: Span<UInt8>, allowsUppercase: Bool = false
    ) -> UInt64? {
        guard digits.count >= 1, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for index in digits.indices {
            guard let nibble = nibble(of: digits[index], allowsUppercase: allowsUppercase) else {
                return nil
            }
            value = value << 4 | UInt64(nibble)
        }
        return value
    }

    /// The value of one digit's byte, or `nil`.
    @inlinable package static func nibble(of byte: UInt8, allowsUppercase: Bool) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        case 0x41...0x46 where allowsUppercase: byte - 0x41 + 10
        default: nil
        }
    }

    /// The lower-case digit of a value from 0 to 15.
    @inlinable package static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 &+ nibble : 0x57 &+ nibble
    }
}
