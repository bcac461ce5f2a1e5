// Percent-encoding, byte by byte (RFC 3986 section 2.1).
// Any thread; pure. What may stand for itself is for the caller to say.

/// `%` and two hexadecimal digits in place of a byte.
package enum PercentCoding {
    /// Appends the triplet of a byte, its digits in upper case.
    package static func append(_ byte: UInt8, to sink: inout [UInt8]) {
        sink.append(0x25)
        sink.append(digit(byte >> 4))
        sink.append(digit(byte & 0x0F))
    }

    /// The bytes that are meant: each triplet its byte, everything else itself, a percent sign that
    /// begins no triplet too; a plus sign a space where forms are read.
    package static func decoded(_ text: Span<UInt8>, plusIsSpace: Bool = false) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x25, index + 2 < text.count,
                let high = Hex.nibble(of: text[index + 1], allowsUppercase: true),
                let low = Hex.nibble(of: text[index + 2], allowsUppercase: true)
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsSpace && byte == 0x2B ? 0x20 : byte)
                index += 1
            }
        }
        return decoded
    }

    /// The text with everything but unreserved characters (section 2.3) in triplets.
    package static func encoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: encoded.append(byte)
            default: append(byte, to: &encoded)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The text that is meant; `nil` where a percent sign begins no triplet, or it is not UTF-8.
    package static func decoded(_ text: some StringProtocol) -> String? {
        let bytes = Array(text.utf8)
        let decoded = decoded(bytes.span)
        // Why: each triplet is two bytes shorter decoded, any other percent sign as long as before.
        guard bytes.count - decoded.count == 2 * bytes.count(where: { $0 == 0x25 }) else {
            return nil
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x37 + nibble
    }
}
