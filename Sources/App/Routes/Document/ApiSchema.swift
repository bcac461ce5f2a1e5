// The pieces of JSON Schema 2020-12 that the document of the API is made of.
import Wire

/// Builders of schemas.
enum ApiSchema {
    /// An object of JSON with these members, in this order.
    static func json(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { JSONMember(key: $0.key, value: $0.value) })
    }

    /// Text, where `format` says of what kind.
    static func text(format: String? = nil, pattern: String? = nil) -> JSONValue {
        var members = [JSONMember(key: "type", value: .string("string"))]
        if let format { members.append(JSONMember(key: "format", value: .string(format))) }
        if let pattern { members.append(JSONMember(key: "pattern", value: .string(pattern))) }
        return .object(members)
    }

    /// One of some words.
    static func words(_ words: [String]) -> JSONValue {
        json(["type": .string("string"), "enum": .array(words.map { .string($0) })])
    }

    /// A whole number with its bounds.
    static func integer(_ bounds: ClosedRange<Int>) -> JSONValue {
        json([
            "type": .string("integer"), "minimum": .integer(Int64(bounds.lowerBound)),
            "maximum": .integer(Int64(bounds.upperBound)),
        ])
    }

    /// A whole number that is not below 0.
    static var count: JSONValue {
        json(["type": .string("integer"), "minimum": .integer(0)])
    }

    /// A number that is not below 0.
    static func number(maximum: Int64? = nil) -> JSONValue {
        var members = [
            JSONMember(key: "type", value: .string("number")),
            JSONMember(key: "minimum", value: .integer(0)),
        ]
        if let maximum { members.append(JSONMember(key: "maximum", value: .integer(maximum))) }
        return .object(members)
    }

    /// True or false.
    static var flag: JSONValue { json(["type": .string("boolean")]) }

    /// Nothing but one text.
    static func constant(_ text: String) -> JSONValue { json(["const": .string(text)]) }

    /// The schema, or `null`.
    static func orNull(_ schema: JSONValue) -> JSONValue {
        json(["anyOf": .array([schema, json(["type": .string("null")])])])
    }

    /// A list.
    static func list(_ element: JSONValue, maximum: Int? = nil) -> JSONValue {
        var members = [
            JSONMember(key: "type", value: .string("array")),
            JSONMember(key: "items", value: element),
        ]
        if let maximum {
            members.append(JSONMember(key: "maxItems", value: .integer(Int64(maximum))))
        }
        return .object(members)
    }

    /// An object in which every member is required but those named `optional`; further ones may
    /// come with a later version.
    static func object(
        _ members: KeyValuePairs<String, JSONValue>, optional: [String] = []
    ) -> JSONValue {
        let required = members.map(\.key).filter { !optional.contains($0) }
        return json([
            "type": .string("object"), "properties": json(members),
            "required": .array(required.map { .string($0) }),
        ])
    }

    /// An object of any names, all of whose values follow one schema.
    static func map(_ value: JSONValue) -> JSONValue {
        json(["type": .string("object"), "additionalProperties": value])
    }

    /// A schema that stands among the components.
    static func reference(_ component: ApiComponent) -> JSONValue {
        json(["$ref": .string("#/components/schemas/\(component.rawValue)")])
    }
}
