// Between the types of swift-distributed-tracing and ours.
// Any thread; pure.
import Tracing

extension TracerInstant {
    /// Nanoseconds since the Unix epoch, cut at the end of Int64 (the year 2262).
    var unixNanoseconds: Int64 { Int64(clamping: nanosecondsSinceEpoch) }
}

extension SpanRole {
    init(_ kind: SpanKind) {
        self =
            switch kind {
            case .server: .server
            case .client: .client
            case .producer: .producer
            case .consumer: .consumer
            case .internal: .internal
            }
    }
}

extension AttributeValue {
    /// `nil` for a kind of value that the API may grow later.
    init?(_ attribute: SpanAttribute) {
        switch attribute {
        case .int32(let value): self = .integer(Int64(value))
        case .int64(let value): self = .integer(value)
        case .int32Array(let values): self = .integers(values.map(Int64.init))
        case .int64Array(let values): self = .integers(values)
        case .double(let value): self = .double(value)
        case .doubleArray(let values): self = .doubles(values)
        case .bool(let value): self = .boolean(value)
        case .boolArray(let values): self = .booleans(values)
        case .string(let value): self = .string(value)
        case .stringArray(let values): self = .strings(values)
        case .stringConvertible(let value): self = .string(value.description)
        case .stringConvertibleArray(let values): self = .strings(values.map(\.description))
        default: return nil
        }
    }
}

extension SpanAttribute {
    /// `nil` for octets and nested values, which the API does not know.
    init?(_ value: AttributeValue) {
        let attribute: SpanAttribute? =
            switch value {
            case .string(let value): .string(value)
            case .boolean(let value): .bool(value)
            case .integer(let value): .int64(value)
            case .double(let value): .double(value)
            case .strings(let values): .stringArray(values)
            case .booleans(let values): .boolArray(values)
            case .integers(let values): .int64Array(values)
            case .doubles(let values): .doubleArray(values)
            case .bytes, .list, .map: nil
            }
        guard let attribute else { return nil }
        self = attribute
    }
}

extension SpanAttributes {
    /// Runs the body with each attribute that has a key and a value we know, in no order; texts
    /// are cut to so many scalars.
    func forEachValue(cutToScalars limit: Int?, _ body: (String, AttributeValue) -> Void) {
        forEach { key, value in
            guard !key.isEmpty, var value = AttributeValue(value) else { return }
            if limit != nil { value = value.cut(toScalars: limit) }
            body(key, value)
        }
    }

    /// In the order of their keys, since the API keeps none.
    var list: [Attribute] {
        var list: [Attribute] = []
        forEach { key, value in
            if let value = AttributeValue(value) { list.append(Attribute(key, value)) }
        }
        return list.sorted { $0.key < $1.key }
    }
}
