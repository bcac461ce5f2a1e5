// What a reader is owed: a purpose at the head of every file, a sentence on every door.

enum DocumentationRules {
    /// A `package` declaration without `///` directly above it (attributes may stand between).
    static func undocumentedDoors(_ source: SwiftSource) -> [Violation] {
        let tokens = source.tokens
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "package", index + 1 < tokens.count,
                tokens[index + 1].isWord, tokens[index + 1].text != "import",
                index == 0 || tokens[index - 1].text != "."
            else { return nil }
            let line = tokens[index].line
            guard !hasDocumentation(above: line, in: source) else { return nil }
            let name = tokens[(index + 1)...].prefix(3).map(\.text).joined(separator: " ")
            let message = "package \(name) … has no /// above it"
            return Violation(path: source.path, line: line, message: message)
        }
    }

    private static func hasDocumentation(above line: Int, in source: SwiftSource) -> Bool {
        var above = line - 1
        while above >= 1 {
            let comment = source.comments[above - 1].drop { $0 == " " }
            if comment.hasPrefix("///") { return true }
            let code = source.code[above - 1].drop { $0 == " " }
            let isBetween = code.hasPrefix("@") || (code.isEmpty && comment.hasPrefix("//"))
            guard isBetween else { return false }
            above -= 1
        }
        return false
    }

    /// A file that does not begin by saying what it is for. A script's first line may be its
    /// interpreter, the manifest's the version of its tools.
    static func missingHeader(path: String, text: String) -> [Violation] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        if let first = lines.first, first.hasPrefix("#!") || first.hasPrefix("// swift-tools") {
            lines = lines.dropFirst()
        }
        let first = lines.first ?? ""
        let marks = headerMarks(path)
        guard !marks.isEmpty, !marks.contains(where: { first.hasPrefix($0) }) else { return [] }
        let message = "begins without a comment that says what it is for"
        return [Violation(path: path, line: 1, message: message)]
    }

    /// What a header line of this kind of file begins with; none where the kind needs no header.
    private static func headerMarks(_ path: String) -> [String] {
        let name = path.split(separator: "/").last ?? ""
        let ending = name.contains(".") ? name.split(separator: ".").last ?? "" : ""
        switch ending {
        case "swift": return ["// "]
        case "c", "h": return ["// ", "/* "]
        case "py": return ["\"\"\"", "# "]
        case "sh": return ["# "]
        case "": return name == "Makefile" || path.hasPrefix("scripts/") ? ["# "] : []
        default: return []
        }
    }
}
