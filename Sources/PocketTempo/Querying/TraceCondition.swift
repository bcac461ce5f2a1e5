// One comparison of a search, and whether a span meets it.
// Any thread. Pure.

/// A field of a span compared with a value.
struct TraceCondition: Equatable, Sendable {
    /// How it is compared.
    enum Comparison: String, CaseIterable, Sendable {
        // Why: the longer spellings first, since the reader takes the first that fits.
        case notEqual = "!="
        case doesNotMatch = "!~"
        case matches = "=~"
        case atLeast = ">="
        case atMost = "<="
        case equal = "="
        case more = ">"
        case less = "<"

        /// Whether its value is a regular expression.
        var takesPattern: Bool { self == .matches || self == .doesNotMatch }
    }

    var field: TraceField
    var comparison: Comparison
    var value: PocketValue

    /// Whether a span has the field and it compares as asked; a missing one never does, not even
    /// with `!=` or `!~`, as in Tempo.
    func isMet(by span: PocketSpan, _ patterns: TracePatterns) -> Bool {
        guard let actual = field.value(of: span) else { return false }
        guard comparison.takesPattern else { return compare(actual) }
        guard case .string(let text) = actual, case .string(let pattern) = value else {
            return false
        }
        return patterns.matches(text, pattern) == (comparison == .matches)
    }

    private func compare(_ actual: PocketValue) -> Bool {
        if let left = actual.number, let right = value.number { return holds(left, right) }
        switch (actual, value) {
        case (.string(let left), .string(let right)): return holds(left, right)
        case (.boolean(let left), .boolean(let right)):
            return comparison == .equal && left == right || comparison == .notEqual && left != right
        default: return false
        }
    }

    private func holds<Operand: Comparable>(_ left: Operand, _ right: Operand) -> Bool {
        switch comparison {
        case .equal: left == right
        case .notEqual: left != right
        case .more: left > right
        case .atLeast: left >= right
        case .less: left < right
        case .atMost: left <= right
        case .matches, .doesNotMatch: false
        }
    }
}
