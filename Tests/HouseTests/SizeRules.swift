// How large things may grow: files, functions, lines. Large things are where careful readers tire.

enum SizeRules {
    static let maximumFileLines = 400
    static let maximumFunctionLines = 70
    static let maximumLineColumns = 100

    private static let typeWords: Set<String> = [
        "actor", "class", "enum", "extension", "protocol", "struct",
    ]
    private static let memberWords: Set<String> = ["deinit", "func", "init", "subscript", "var"]

    /// A file with more than `maximumFileLines` lines.
    static func longFile(path: String, text: String) -> [Violation] {
        let count = text.utf8.count { $0 == UInt8(ascii: "\n") }
        guard count > maximumFileLines else { return [] }
        let message = "\(count) lines, at most \(maximumFileLines): split it by responsibility"
        return [Violation(path: path, line: 0, message: message)]
    }

    /// A line with more than `maximumLineColumns` characters.
    static func longLines(path: String, text: String) -> [Violation] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            guard $1.utf8.count > maximumLineColumns, $1.count > maximumLineColumns else {
                return nil
            }
            let message = "\($1.count) columns, at most \(maximumLineColumns)"
            return Violation(path: path, line: $0 + 1, message: message)
        }
    }

    /// A function, initialiser, accessor or stored closure that spans too many lines, from its
    /// keyword to its closing brace.
    static func longFunctions(_ source: SwiftSource) -> [Violation] {
        functions(of: source).compactMap { first, last in
            let count = last - first + 1
            guard count > maximumFunctionLines else { return nil }
            let message = "a body of \(count) lines, at most \(maximumFunctionLines)"
            return Violation(path: source.path, line: first, message: message)
        }
    }

    /// The outermost brace blocks that are not a type's, as first and last line.
    static func functions(of source: SwiftSource) -> [(first: Int, last: Int)] {
        let tokens = source.tokens
        var found: [(first: Int, last: Int)] = []
        var openTypes = 0
        var bodyDepth = 0
        var bodyStart = 0
        var headerStart = 0
        for index in tokens.indices {
            if tokens[index].text == "{" {
                if bodyDepth > 0 {
                    bodyDepth += 1
                } else if opensType(tokens[headerStart..<index]) {
                    openTypes += 1
                } else {
                    bodyDepth = 1
                    let header = tokens[headerStart...index]
                    bodyStart =
                        (header.last { memberWords.contains($0.text) } ?? tokens[index]).line
                }
                headerStart = index + 1
            } else if tokens[index].text == "}" {
                if bodyDepth > 0 {
                    bodyDepth -= 1
                    if bodyDepth == 0 { found.append((bodyStart, tokens[index].line)) }
                } else {
                    openTypes -= 1
                }
                headerStart = index + 1
            }
        }
        return found
    }

    /// True where a header declares a type: the keyword, then a name, and neither `.class` nor
    /// `import struct` nor `class func`.
    private static func opensType(_ header: ArraySlice<SwiftSource.Token>) -> Bool {
        header.indices.contains { index in
            guard typeWords.contains(header[index].text), index + 1 < header.endIndex else {
                return false
            }
            let before = index > header.startIndex ? header[index - 1].text : ""
            let after = header[index + 1]
            return after.isWord && !memberWords.contains(after.text) && before != "."
                && before != "import"
        }
    }
}
