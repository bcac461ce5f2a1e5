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

    /// Also looks for the words of a value, and for user and password behind `Basic`; each as JSON
    /// may write it, too.
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
        self.texts = Set(texts.flatMap(Self.spellings))
            .filter { $0.count >= Self.minimumBytes }
            .sorted { $0.count > $1.count }
    }

    private static func queryValues(of url: String) -> [Substring] {
        guard let mark = url.firstIndex(of: "?") else { return [] }
        return url[url.index(after: mark)...].split(separator: "&").map { pair in
            pair.firstIndex(of: "=").map { pair[pair.index(after: $0)...] } ?? pair
        }
    }

    /// Itself, and with what writers of JSON escape although they need not.
    private static func spellings(of text: [UInt8]) -> [[UInt8]] {
        let slashes = [text, replacing(UInt8(ascii: "/"), by: "\\/", in: text)]
        return slashes.flatMap { text in
            [text] + ["\\u002B", "\\u002b"].map { replacing(UInt8(ascii: "+"), by: $0, in: text) }
        }
    }

    private static func replacing(_ byte: UInt8, by text: String, in bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { $0 == byte ? Array(text.utf8) : [$0] }
    }

    /// The bytes with stars over each occurrence; as many as before, so that the lengths inside a
    /// message still hold.
    func starred(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for text in texts where text.count <= result.count {
            var start = 0
            while start <= result.count - text.count {
                guard result[start] == text[0],
                    result[start..<start + text.count].elementsEqual(text)
                else {
                    start += 1
                    continue
                }
                for index in start..<start + text.count { result[index] = UInt8(ascii: "*") }
                start += text.count
            }
        }
        return result
    }

    /// The same of a text.
    func starred(_ text: String) -> String {
        String(decoding: starred(Array(text.utf8)), as: UTF8.self)
    }
}
