// What a receiver's words may repeat of our own credentials, made unreadable before anybody keeps
// the words: a gateway that quotes the token it refuses would otherwise write it into our log.
// Any thread; a value. Holds credentials: nothing here prints.
import Wire

/// Puts stars over the values of our own header fields, since nobody can tell which is a secret.
struct OwnSecrets: Sendable {
    /// Shorter texts occur in other words, and protect nothing.
    static let minimumBytes = 8

    /// The longest first, so that no part is taken out of a whole.
    private let texts: [[UInt8]]

    /// Also looks for the words of a value, and for user and password behind `Basic`.
    init(headers: [(name: String, value: String)]) {
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
        self.texts = texts.filter { $0.count >= Self.minimumBytes }
            .sorted { $0.count > $1.count }
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
