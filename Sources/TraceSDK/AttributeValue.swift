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
    /// Octets without a meaning of their own.
    case bytes([UInt8])
    /// Values of any kind, in order.
    case list([AttributeValue])
    /// Named values of any kind.
    case map([Attribute])

    /// Lists and maps inside each other; what is deeper is left empty when it is written.
    package static let maximumDepth = 16

    /// The value with every string cut to so many Unicode scalars, octets to so many octets;
    /// `nil` leaves it whole.
    package func cut(toScalars limit: Int?) -> AttributeValue {
        guard let limit else { return self }
        switch self {
        case .string(let text): return .string(text.prefix(scalars: limit))
        case .strings(let texts): return .strings(texts.map { $0.prefix(scalars: limit) })
        case .bytes(let octets): return .bytes(Array(octets.prefix(limit)))
        case .list(let values): return .list(values.map { $0.cut(toScalars: limit) })
        case .map(let entries):
            return .map(
                entries.map { Attribute($0.key, $0.value.cut(toScalars: limit)) })
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
