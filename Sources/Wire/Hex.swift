// Hexadecimal digits of identifiers, into bytes and back.
// Any thread. Writes lower case only; never allocates but in the caller's sink.

/// Hexadecimal digits, as trace and span ids are written.
@usableFromInline package enum Hex {
    /// Appends 16 lower-case digits, most significant first.
    @inlinable package static func append(_ value: UInt64, to sink: inout [UInt8]) {
        let high = digits(UInt32(truncatingIfNeeded: value &>> 32)).littleEndian
        let low = digits(UInt32(truncatingIfNeeded: value)).littleEndian
        unsafe withUnsafeBytes(of: (high, low)) { unsafe sink.append(contentsOf: $0) }
    }

    /// The eight lower-case digits of a number, the most significant in the lowest byte.
    @inlinable package static func digits(_ value: UInt32) -> UInt64 {
        // Each nibble gets a byte of its own, then all eight become letters at once.
        var spread = UInt64(value.byteSwapped)
        spread = (spread | spread &<< 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread &<< 8) & 0x00FF_00FF_00FF_00FF
        let high = (spread &>> 4) & 0x000F_000F_000F_000F
        let low = spread & 0x000F_000F_000F_000F
        let nibbles = high | low &<< 8
        let letters = ((nibbles &+ 0x0606_0606_0606_0606) &>> 4) & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
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
