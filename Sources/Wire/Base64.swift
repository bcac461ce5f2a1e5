// Base64 (RFC 4648 section 4), written and read.
// Any thread. Never allocates but in the caller's sink.

/// Bytes as Base64 text.
package enum Base64 {
    /// Appends the text of `bytes`, padded with `=`.
    package static func append(_ bytes: Span<UInt8>, to sink: inout [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let count = min(3, bytes.count - offset)
            var group: UInt32 = 0
            for index in 0..<3 {
                group = group << 8 | (index < count ? UInt32(bytes[offset + index]) : 0)
            }
            for index in 0..<4 {
                let value = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * index)) & 0x3F
                sink.append(index <= count ? digit(value) : 0x3D)
            }
            offset += 3
        }
    }

    /// The bytes of a text with or without its padding; `nil` for any other character, a length
    /// that no bytes have, or bits that belong to none.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8.prefix { $0 != 0x3D })
        let padding = text.utf8.dropFirst(digits.count)
        guard digits.count % 4 != 1, padding.allSatisfy({ $0 == 0x3D }),
            padding.isEmpty || digits.count + padding.count == (digits.count + 3) / 4 * 4
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var held = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            bits = bits << 6 | value
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            bits &= 1 << UInt32(held) - 1
        }
        return bits == 0 ? bytes : nil
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case 0x41...0x5A: UInt32(digit - 0x41)
        case 0x61...0x7A: UInt32(digit - 0x61 + 26)
        case 0x30...0x39: UInt32(digit - 0x30 + 52)
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: 0x41 + value
        case 26..<52: 0x61 + value - 26
        case 52..<62: 0x30 + value - 52
        case 62: 0x2B
        default: 0x2F
        }
    }
}
