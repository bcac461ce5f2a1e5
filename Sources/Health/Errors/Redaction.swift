// Takes secrets out of text that other people's servers wrote, before anybody keeps or shows it.
// Pure and total: any bytes in, at most 500 characters out. Prefers removing too much.

/// Removes credentials from error messages.
package enum Redaction {
    /// Longest message kept, in Unicode scalars.
    package static let maximumCharacters = 500
    /// Input beyond this many bytes is not looked at.
    package static let maximumInputBytes = 16_384

    /// What stands in a secret's place.
    package static let mark = "[redacted]"

    /// The text on one line without bearer tokens, keys, and the user-info and query of URLs.
    package static func clean(_ text: String) -> String {
        var scanner = SecretScanner(Array(text.utf8.prefix(maximumInputBytes)))
        return cut(String(decoding: scanner.cleaned(), as: UTF8.self), to: maximumCharacters)
    }

    /// The text's first characters, counted as Unicode scalars.
    package static func cut(_ text: String, to count: Int) -> String {
        let scalars = text.unicodeScalars
        guard
            let end = scalars.index(
                scalars.startIndex, offsetBy: count, limitedBy: scalars.endIndex)
        else { return text }
        return String(scalars[..<end])
    }
}
