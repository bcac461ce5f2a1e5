// What the house does without: access wider than the package, traps on the world's failures,
// printing past the log, and swallowed errors.

enum BannedWordRules {
    private static let declarationWords: Set<String> = [
        "actor", "class", "enum", "extension", "final", "func", "import", "init", "let",
        "override", "private", "protocol", "static", "struct", "subscript", "typealias", "var",
    ]

    /// `public` and `open`: everything that crosses a room is `package`.
    static func wideAccess(_ source: SwiftSource) -> [Violation] {
        pairs(source).compactMap { word, next in
            guard word.text == "public" || word.text == "open",
                declarationWords.contains(next.text)
            else { return nil }
            let message = "\(word.text): what crosses a room is package"
            return Violation(path: source.path, line: word.line, message: message)
        }
    }

    /// `try!`, `as!`, `fatalError(`: bad input and the world's failures are typed errors, our own
    /// mistake is a `precondition` with a sentence.
    static func traps(_ source: SwiftSource) -> [Violation] {
        pairs(source).compactMap { word, next in
            switch (word.text, next.text) {
            case ("try", "!"), ("as", "!"), ("fatalError", "("):
                let message = "\(word.text)\(next.text) kills the server: throw a typed error"
                return Violation(path: source.path, line: word.line, message: message)
            default:
                return nil
            }
        }
    }

    /// `print(` below the roof, where everything is said through the log. The commands may print.
    static func printing(_ source: SwiftSource) -> [Violation] {
        guard !["App", "gatewayz-api", "Relay"].contains(source.room),
            !source.path.hasPrefix("Benchmarks/")
        else { return [] }
        let tokens = source.tokens
        return tokens.indices.compactMap { index in
            guard ["print", "debugPrint", "dump"].contains(tokens[index].text),
                index + 1 < tokens.count, tokens[index + 1].text == "(",
                index == 0 || (tokens[index - 1].text != "." && tokens[index - 1].text != "func")
            else { return nil }
            let message = "\(tokens[index].text)(: only the commands print"
            return Violation(path: source.path, line: tokens[index].line, message: message)
        }
    }

    /// `try?` without a `// Why:` that says why the error may be lost.
    static func swallowedErrors(_ source: SwiftSource) -> [Violation] {
        pairs(source).compactMap { word, next in
            guard word.text == "try", next.text == "?",
                !source.comments(about: word.line).contains("Why:")
            else { return nil }
            let message = "try? without a // Why: above it"
            return Violation(path: source.path, line: word.line, message: message)
        }
    }

    /// Foundation, whose weight and second truth about time, text and files the house leaves out.
    static func foundation(_ source: SwiftSource) -> [Violation] {
        ImportRules.imports(of: source).filter { $0.module.hasPrefix("Foundation") }.map {
            Violation(path: source.path, line: $0.line, message: "no \($0.module) in Sources")
        }
    }

    private static func pairs(
        _ source: SwiftSource
    ) -> Zip2Sequence<[SwiftSource.Token], ArraySlice<SwiftSource.Token>> {
        zip(source.tokens, source.tokens.dropFirst())
    }
}
