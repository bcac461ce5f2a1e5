// A Swift file taken apart as far as the house rules need it: code, comments and literals in
// separate layers of the same shape, so that a word in a string or a comment never counts as code.
// Pure: text in, values out.

/// One Swift file, split into layers line by line.
struct SwiftSource: Sendable {
    /// A string literal's text without its interpolations, and the line on which it begins.
    struct Literal: Equatable, Sendable {
        let line: Int
        let text: String
    }

    /// A word or a single punctuation mark of the code layer, and its line.
    struct Token: Equatable, Sendable {
        let line: Int
        let text: String
        let isWord: Bool
    }

    /// Relative to the repository: `Sources/Wire/Hex.swift`.
    let path: String
    /// The text as it stands, without line ends.
    let lines: [String]
    /// The same lines, comments and the contents of literals replaced by spaces.
    let code: [String]
    /// The same lines, everything but comments replaced by spaces.
    let comments: [String]
    let literals: [Literal]
    let tokens: [Token]

    init(path: String, text: String) {
        var scanner = LayerScanner(text)
        scanner.run()
        self.path = path
        lines = Self.split(Array(text.utf8))
        code = Self.split(scanner.code)
        comments = Self.split(scanner.comments)
        literals = scanner.literals
        tokens = Self.tokenize(scanner.code)
    }

    /// The room a source file stands in: `Wire` for `Sources/Wire/Hex.swift`, an example's name for
    /// one of `Examples`, else `nil`.
    var room: String? {
        let parts = path.split(separator: "/")
        guard parts.count >= 3, ["Examples", "Sources"].contains(parts[0]) else { return nil }
        return String(parts[1])
    }

    /// The comments that speak about `line`: its own, those of the `reach` lines above, and the
    /// rest of a comment block that is still open where the reach ends.
    func comments(about line: Int, reach: Int = 3) -> String {
        var first = max(1, line - reach)
        while first > 1, isOnlyComment(first), isOnlyComment(first - 1) { first -= 1 }
        return comments[(first - 1)...(line - 1)].joined(separator: "\n")
    }

    /// True where the line holds a comment and no code.
    func isOnlyComment(_ line: Int) -> Bool {
        code[line - 1].allSatisfy(\.isWhitespace) && !comments[line - 1].allSatisfy(\.isWhitespace)
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func tokenize(_ code: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        var index = 0
        while index < code.count {
            let start = index
            while index < code.count, code[index].isWordByte { index += 1 }
            if index > start {
                let text = String(decoding: code[start..<index], as: UTF8.self)
                tokens.append(Token(line: line, text: text, isWord: true))
                continue
            }
            if code[index] == UInt8(ascii: "\n") {
                line += 1
            } else if code[index] > UInt8(ascii: " ") {
                let text = String(decoding: code[index...index], as: UTF8.self)
                tokens.append(Token(line: line, text: text, isWord: false))
            }
            index += 1
        }
        return tokens
    }
}

extension UInt8 {
    /// True for letters, digits, the underscore and every byte of a non-ASCII character.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default:
            false
        }
    }
}
