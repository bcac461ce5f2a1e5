// The few questions about ASCII text that the settings ask, so that no Foundation is needed.
import Health

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isLetter: Bool { (self | 0x20).isLowercaseLetter }
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether it may stand in a field name: `token` of RFC 9110 section 5.6.2.
    var isToken: Bool {
        isDigit || isLetter || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
}

extension StringProtocol {
    /// Without blanks, tabs and line ends at either end.
    func trimmingBlanks() -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte.isBlank || byte == 0x0A || byte == 0x0D }
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// With question marks for control characters, which could forge lines or colours of a report.
    var printable: String {
        let isControl: (Unicode.Scalar) -> Bool = { $0.value < 0x20 || 0x7F...0x9F ~= $0.value }
        return String(String.UnicodeScalarView(unicodeScalars.map { isControl($0) ? "?" : $0 }))
    }

    /// As a report may show it: on one line, without what looks like a secret in the wrong place,
    /// and cut.
    func shown(at limit: Int) -> String { Redaction.clean(printable).cut(at: limit) }

    /// With stars for the user-info and the query that it would have as an address: what is not
    /// understood may be one all the same, of a database for example.
    var withoutCredentials: String {
        var text = String(self)
        if let at = text.lastIndex(of: "@") {
            let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
            if start < at { text.replaceSubrange(start..<at, with: "***") }
        }
        if let mark = text.firstIndex(of: "?") {
            text.replaceSubrange(text.index(after: mark)..., with: "***")
        }
        return text
    }

    /// At most `limit` characters, with an ellipsis where something was cut.
    func cut(at limit: Int) -> String {
        count <= limit ? String(self) : prefix(limit) + "…"
    }
}

/// Percent-decoding as RFC 3986 section 2.1, where `+` is no space.
enum PercentCoding {
    /// The decoded text, or `nil` where an escape is cut short or not hexadecimal, or the result
    /// is no UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Base64 as RFC 4648 section 4, with padding: for Basic credentials.
enum Base64 {
    static func encode(_ text: String) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                let sextet = Int(bits >> UInt32(18 - 6 * index)) & 0x3F
                output.append(index <= group.count ? alphabet[sextet] : UInt8(ascii: "="))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
