// Rules for every text file of the tree, whatever its language.

enum TextRules {
    // Why: put together here, so that this file does not break its own rule.
    static let markers: [String] = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]

    /// A promise left in the text instead of kept or filed.
    static func leftoverMarkers(path: String, text: String) -> [Violation] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            guard let marker = firstMarker(in: $1) else { return nil }
            let message = "\(marker): do it, or file an issue"
            return Violation(path: path, line: $0 + 1, message: message)
        }
    }

    private static func firstMarker(in line: Substring) -> String? {
        guard
            line.utf8.contains(where: {
                $0 == UInt8(ascii: "X") || $0 == UInt8(ascii: "H") || $0 == UInt8(ascii: "T")
            })
        else { return nil }
        let words = line.utf8.split { !$0.isWordByte }.map { String(decoding: $0, as: UTF8.self) }
        return words.first(where: markers.contains)
    }

    /// A file ends in exactly one line end, and no line in white space.
    static func whitespace(path: String, text: String) -> [Violation] {
        var found: [Violation] = []
        if !text.isEmpty, !text.utf8.reversed().starts(with: "\n".utf8) {
            found.append(Violation(path: path, line: 0, message: "no line end at the end"))
        }
        if text.utf8.reversed().starts(with: "\n\n".utf8) {
            found.append(Violation(path: path, line: 0, message: "blank lines at the end"))
        }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D else {
                continue
            }
            let message = "white space at the end of the line"
            found.append(Violation(path: path, line: index + 1, message: message))
        }
        return found
    }
}
