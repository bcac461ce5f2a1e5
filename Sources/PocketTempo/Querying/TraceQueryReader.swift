// The part of TraceQL that a newcomer types, and logfmt tags.
// Used by `TraceQuery` only. Pure; one pass, recursion only into parentheses, which are bounded.

/// Reads one search from its begin to its end.
struct TraceQueryReader {
    /// Parentheses inside each other.
    static let maximumDepth = 16

    private let text: [Character]
    private var position = 0

    init(_ text: String) {
        self.text = Array(text)
    }

    /// `{ … } | select(…)`, or nothing at all.
    mutating func selection() throws(TraceQueryError) -> (TraceExpression, [TraceField]) {
        skipSpace()
        guard position < text.count else { return (.all([]), []) }
        try expect("{")
        skipSpace()
        var expression = TraceExpression.all([])
        if !take("}") {
            expression = try disjunction(depth: 0)
            guard take("}") else { throw error("expected &&, || or }") }
        }
        skipSpace()
        let selected = take("|") ? try selectedFields() : []
        guard position == text.count else { throw error("expected | select(…) or the end after }") }
        return (expression, selected)
    }

    /// `a || b`, which binds less than `&&`.
    private mutating func disjunction(depth: Int) throws(TraceQueryError) -> TraceExpression {
        var parts = [try conjunction(depth: depth)]
        while take("||") { parts.append(try conjunction(depth: depth)) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction(depth: Int) throws(TraceQueryError) -> TraceExpression {
        var parts = [try operand(depth: depth)]
        while take("&&") { parts.append(try operand(depth: depth)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    /// One comparison, or an expression in parentheses, with the space around it.
    private mutating func operand(depth: Int) throws(TraceQueryError) -> TraceExpression {
        skipSpace()
        guard take("(") else { return .condition(try condition()) }
        guard depth < Self.maximumDepth else {
            throw error("expected at most \(Self.maximumDepth) parentheses inside each other")
        }
        let expression = try disjunction(depth: depth + 1)
        try expect(")")
        skipSpace()
        return expression
    }

    private mutating func condition() throws(TraceQueryError) -> TraceCondition {
        let field = try field()
        skipSpace()
        let comparison = try comparison()
        skipSpace()
        let start = position
        let value = try value()
        if comparison.takesPattern {
            guard case .string(let pattern) = value, text[start] == "\"",
                TracePatterns.compile(pattern) != nil
            else {
                position = start
                throw error("expected a regular expression in double quotes")
            }
        }
        skipSpace()
        return TraceCondition(field: field, comparison: comparison, value: value)
    }

    /// `select(field, field)`.
    private mutating func selectedFields() throws(TraceQueryError) -> [TraceField] {
        var fields: [TraceField] = []
        skipSpace()
        try expect("select")
        skipSpace()
        try expect("(")
        repeat {
            skipSpace()
            fields.append(try field())
            skipSpace()
        } while take(",")
        try expect(")")
        skipSpace()
        return fields
    }

    /// `key=value` pairs between spaces.
    mutating func tags() throws(TraceQueryError) -> [TraceCondition] {
        var conditions: [TraceCondition] = []
        skipSpace()
        while position < text.count {
            let key = word { $0 != "=" && !$0.isWhitespace }
            guard !key.isEmpty, take("=") else { throw error("expected key=value") }
            let value: PocketValue
            if position < text.count, text[position] == "\"" {
                value = .string(try quoted())
            } else {
                value = Self.literal(word { !$0.isWhitespace })
            }
            conditions.append(
                TraceCondition(
                    field: key == "name" ? .name : .either(key), comparison: .equal, value: value))
            skipSpace()
        }
        return conditions
    }

    private mutating func field() throws(TraceQueryError) -> TraceField {
        let start = position
        let name = word { !$0.isWhitespace && !"=!<>{}()&|,\"".contains($0) }
        if let key = Self.rest(of: name, after: "resource.") { return .resource(key) }
        if let key = Self.rest(of: name, after: "span.") { return .span(key) }
        if let key = Self.rest(of: name, after: ".") { return .either(key) }
        switch name {
        case "name": return .name
        case "status": return .status
        case "kind": return .kind
        case "duration": return .durationNanoseconds
        default:
            position = start
            throw error(
                "expected resource.<name>, span.<name>, .<name>, name, status, kind or duration")
        }
    }

    private mutating func comparison() throws(TraceQueryError) -> TraceCondition.Comparison {
        for comparison in TraceCondition.Comparison.allCases where take(comparison.rawValue) {
            return comparison
        }
        throw error("expected =, !=, =~, !~, >, >=, < or <=")
    }

    private mutating func value() throws(TraceQueryError) -> PocketValue {
        if position < text.count, text[position] == "\"" { return .string(try quoted()) }
        let text = word { !$0.isWhitespace && !"{}()&|\"".contains($0) }
        guard !text.isEmpty else { throw error("expected a value") }
        return Self.duration(text) ?? Self.literal(text)
    }

    private mutating func quoted() throws(TraceQueryError) -> String {
        position += 1
        var content = ""
        while position < text.count {
            let character = text[position]
            position += 1
            if character == "\"" { return content }
            if character == "\\", position < text.count {
                content.append(text[position])
                position += 1
            } else {
                content.append(character)
            }
        }
        throw error("expected a closing quote")
    }

    private mutating func word(_ belongs: (Character) -> Bool) -> String {
        let start = position
        while position < text.count, belongs(text[position]) { position += 1 }
        return String(text[start..<position])
    }

    private mutating func skipSpace() {
        while position < text.count, text[position].isWhitespace { position += 1 }
    }

    /// Moves behind `token` where it comes next.
    private mutating func take(_ token: String) -> Bool {
        guard text[position...].starts(with: token) else { return false }
        position += token.count
        return true
    }

    private mutating func expect(_ token: String) throws(TraceQueryError) {
        guard take(token) else { throw error("expected \(token)") }
    }

    private func error(_ message: String) -> TraceQueryError {
        TraceQueryError(message: message, column: position + 1)
    }

    private static func rest(of name: String, after prefix: String) -> String? {
        name.hasPrefix(prefix) && name.count > prefix.count
            ? String(name.dropFirst(prefix.count)) : nil
    }

    private static func literal(_ text: String) -> PocketValue {
        if text == "true" { return .boolean(true) }
        if text == "false" { return .boolean(false) }
        if let value = Int64(text) { return .integer(value) }
        if let value = Double(text), value.isFinite { return .double(value) }
        return .string(text)
    }

    /// `100ms`, `1.5s` and their like in nanoseconds.
    private static func duration(_ text: String) -> PocketValue? {
        let units = [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10)]
        for (unit, nanoseconds) in units where text.hasSuffix(unit) {
            guard let value = Double(text.dropLast(unit.count)), value.isFinite else { continue }
            return .double(value * nanoseconds)
        }
        return nil
    }
}
