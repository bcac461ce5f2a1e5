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
