// The few places where the compiler's proof of thread safety is replaced by ours.

enum SafetyRules {
    static let rooms: Set<String> = ["Curl", "HealthStorage", "Locking", "Reactor"]

    /// `@unchecked Sendable` and `nonisolated(unsafe)` outside the listed rooms, or without a
    /// `// Safety:` line that carries the proof.
    static func uncheckedSharing(_ source: SwiftSource) -> [Violation] {
        let tokens = source.tokens
        return tokens.indices.compactMap { index in
            guard let spelling = escape(at: index, in: tokens) else { return nil }
            let line = tokens[index].line
            if let room = source.room, !rooms.contains(room) {
                let message = "\(spelling) only in \(rooms.sorted().joined(separator: ", "))"
                return Violation(path: source.path, line: line, message: message)
            }
            guard source.comments(about: line).contains("Safety:") else {
                let message = "\(spelling) without a // Safety: above it"
                return Violation(path: source.path, line: line, message: message)
            }
            return nil
        }
    }

    private static func escape(at index: Int, in tokens: [SwiftSource.Token]) -> String? {
        switch tokens[index].text {
        case "unchecked" where index > 0 && tokens[index - 1].text == "@":
            "@unchecked"
        case "nonisolated"
        where index + 2 < tokens.count && tokens[index + 1].text == "("
            && tokens[index + 2].text == "unsafe":
            "nonisolated(unsafe)"
        default:
            nil
        }
    }
}
