// The values that spans, events, links and resources carry.
// Any thread; immutable values.

/// A value of an attribute, OpenTelemetry Common "Attribute".
package enum AttributeValue: Hashable, Sendable {
    case string(String)
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case strings([String])
    case booleans([Bool])
    case integers([Int64])
    case doubles([Double])

    /// The value with every string cut to so many Unicode scalars; `nil` leaves it whole.
    func truncated(toScalars limit: Int?) -> AttributeValue {
        guard let limit else { return self }
        switch self {
        case .string(let text): return .string(text.prefix(scalars: limit))
        case .strings(let texts): return .strings(texts.map { $0.prefix(scalars: limit) })
        case .boolean, .integer, .double, .booleans, .integers, .doubles: return self
        }
    }
}

/// A named value; its list keeps the order in which keys were first set.
package struct Attribute: Hashable, Sendable {
    /// Not empty.
    package var key: String
    /// The value last set.
    package var value: AttributeValue

    /// Puts a name to a value.
    package init(_ key: String, _ value: AttributeValue) {
        self.key = key
        self.value = value
    }
}

extension String {
    /// The first Unicode scalars, never a part of one.
    fileprivate func prefix(scalars limit: Int) -> String {
        guard
            let end = unicodeScalars.index(
                startIndex, offsetBy: max(0, limit), limitedBy: endIndex)
        else { return self }
        return String(unicodeScalars[..<end])
    }
}
