// The conditions of a search joined by `&&`, `||` and parentheses.
// Any thread. Pure.

/// A condition, or several joined.
indirect enum TraceExpression: Equatable, Sendable {
    case condition(TraceCondition)
    /// Each is met; none at all is met by every span.
    case all([TraceExpression])
    /// At least one is met.
    case any([TraceExpression])

    /// Whether one span meets it.
    func isMet(by span: PocketSpan, _ patterns: TracePatterns) -> Bool {
        switch self {
        case .condition(let condition): condition.isMet(by: span, patterns)
        case .all(let parts): parts.allSatisfy { $0.isMet(by: span, patterns) }
        case .any(let parts): parts.contains { $0.isMet(by: span, patterns) }
        }
    }

    /// Every condition in it, in the order of the text.
    var conditions: [TraceCondition] {
        switch self {
        case .condition(let condition): [condition]
        case .all(let parts), .any(let parts): parts.flatMap(\.conditions)
        }
    }
}
