// One comparison of a search, and whether a span meets it.
// Any thread. Pure.

/// A field of a span compared with a value.
struct TraceCondition: Equatable, Sendable {
    /// What is looked at.
    enum Field: Equatable, Sendable {
        /// An attribute of the resource, of the span, or of either.
        case resource(String), span(String), either(String)
        case name, status, kind, durationNanoseconds
    }

    /// How it is compared.
    enum Comparison: String, CaseIterable, Sendable {
        // Why: the longer spellings first, since the reader takes the first that fits.
        case notEqual = "!="
        case atLeast = ">="
        case atMost = "<="
        case equal = "="
        case more = ">"
        case less = "<"
    }

    var field: Field
    var comparison: Comparison
    var value: PocketValue

    /// Whether a span has the field and it compares as asked; a missing one never does.
    func isMet(by span: PocketSpan) -> Bool {
        switch field {
        case .resource(let key): span.resource[key].map(compare) ?? false
        case .span(let key): span.attributes[key].map(compare) ?? false
        case .either(let key):
            (span.attributes[key] ?? span.resource[key]).map(compare) ?? false
        case .name: compare(.string(span.name))
        case .status: compare(.string(span.status.name.lowercased()))
        case .kind: compare(.string(span.kind.name.lowercased()))
        case .durationNanoseconds: compare(.integer(Int64(clamping: span.durationNanoseconds)))
        }
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
        }
    }
}
