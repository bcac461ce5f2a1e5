// The regular expressions of one search, compiled once for all spans that are looked at.
// One thread, the one that searches: a compiled expression is not Sendable.

/// Compiled regular expressions by their text.
struct TracePatterns {
    /// The longest expression that is taken, in bytes.
    static let maximumBytes = 512

    private let compiled: [String: Regex<AnyRegexOutput>]

    /// Compiles those of a search, which its reader has found to be right.
    init(_ expression: TraceExpression) {
        var compiled: [String: Regex<AnyRegexOutput>] = [:]
        for condition in expression.conditions where condition.comparison.takesPattern {
            guard case .string(let text) = condition.value else { continue }
            compiled[text] = Self.compile(text)
        }
        self.compiled = compiled
    }

    /// Whether the whole text matches, as in Tempo since 2.7.
    func matches(_ text: String, _ pattern: String) -> Bool {
        // Why: matching fails only where a custom consuming component throws, and there is none.
        guard let regex = compiled[pattern], let match = try? regex.wholeMatch(in: text) else {
            return false
        }
        return match.range == text.startIndex..<text.endIndex
    }

    /// The expression, or `nil` where it is too long or none.
    static func compile(_ text: String) -> Regex<AnyRegexOutput>? {
        guard text.utf8.count <= maximumBytes else { return nil }
        // Why: the reader says where the expression stands, which helps more than the reason.
        return try? Regex(text)
    }
}
