// What a receiver's words may repeat of our own credentials, made unreadable before anybody keeps
// the words: a gateway that quotes the token it refuses would otherwise write it into our log.
// Any thread; a value. Holds credentials: nothing here prints.
import Wire

/// Puts stars over the values of our own header fields and of our address's query, since nobody can
/// tell which is a secret.
struct OwnSecrets: Sendable {
    /// Shorter texts occur in other words, and protect nothing.
    static let minimumBytes = 8

    /// The longest first, so that no part is taken out of a whole.
    private let texts: [[UInt8]]

    /// Also looks for the words of a value, and for user and password behind `Basic`.
    init(headers: [(name: String, value: String)], url: String = "") {
        var texts: Set<[UInt8]> = []
        for header in headers {
            for word in header.value.split(separator: " ") {
                texts.insert(Array(word.utf8))
                guard let decoded = Base64.decode(String(word)) else { continue }
                texts.insert(decoded)
                for part in decoded.split(separator: UInt8(ascii: ":"), maxSplits: 1) {
                    texts.insert(Array(part))
                }
            }
        }
        for value in Self.queryValues(of: url) {
            texts.insert(Array(value.utf8))
            texts.insert(PercentCoding.decoded(value.utf8.span))
        }
        self.texts = texts.filter { $0.count >= Self.minimumBytes }
            .sorted { $0.count > $1.count }
    }

    private static func queryValues(of url: String) -> [Substring] {
        guard let mark = url.firstIndex(of: "?") else { return [] }
        return url[url.index(after: mark)...].split(separator: "&").map { pair in
            pair.firstIndex(of: "=").map { pair[pair.index(after: $0)...] } ?? pair
        }
    }

    /// The bytes with stars over each occurrence; as many as before, so that the lengths inside a
    /// message still hold.
    func starred(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for text in texts where text.count <= result.count {
            var start = 0
            while start <= result.count - text.count {
                guard let end = Self.end(of: text, at: start, in: result) else {
                    start += 1
                    continue
                }
                for index in start..<end { result[index] = UInt8(ascii: "*") }
                start = end
            }
        }
        return result
    }

    /// The same of a text.
    func starred(_ text: String) -> String {
        String(decoding: starred(Array(text.utf8)), as: UTF8.self)
    }

    /// Where a text that stands there ends; `nil` where it does not. Why so lenient: JSON's writers
    /// escape what they need not, as `\/`, `\u002B` or `\u003d`.
    private static func end(of text: [UInt8], at start: Int, in bytes: [UInt8]) -> Int? {
        var index = start
        for byte in text {
            guard let length = length(of: byte, at: index, in: bytes) else { return nil }
            index += length
        }
        return index
    }

    private static func length(of byte: UInt8, at index: Int, in bytes: [UInt8]) -> Int? {
        guard index < bytes.count else { return nil }
        if bytes[index] == byte { return 1 }
        guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else { return nil }
        if bytes[index + 1] == byte { return 2 }
        guard bytes[index + 1] == UInt8(ascii: "u"), index + 5 < bytes.count,
            bytes[index + 2] == UInt8(ascii: "0"), bytes[index + 3] == UInt8(ascii: "0"),
            let high = Hex.nibble(of: bytes[index + 4], allowsUppercase: true),
            let low = Hex.nibble(of: bytes[index + 5], allowsUppercase: true)
        else { return nil }
        return high << 4 | low == byte ? 6 : nil
    }
}
