// A parsed JSON text as a value.
// Any thread. Members keep their order; keys are unique, the parser sees to it.

/// One JSON value.
package enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// The value of an object's member; `nil` where there is none, or where this is no object.
    package subscript(key: String) -> JSONValue? {
        members?.first { $0.key == key }?.value
    }

    /// The members of an object, in the order of the text.
    package var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The elements of an array.
    package var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text of a string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a whole number that fits 64 bits.
    package var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The value of any number, rounded to the nearest `Double`.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value of `true` or `false`.
    package var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// What this is, with its article, for messages: `a string`, `null`.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
