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

extension SpanAttribute {
    /// The value as we keep it; `nil` for a kind that the API may grow later.
    // Why no initializer: it would own its argument, and a copy of one costs as much as writing it.
    var value: AttributeValue? {
        switch self {
        case .int32(let value): .integer(Int64(value))
        case .int64(let value): .integer(value)
        case .int32Array(let values): .integers(values.map(Int64.init))
        case .int64Array(let values): .integers(values)
        case .double(let value): .double(value)
        case .doubleArray(let values): .doubles(values)
        case .bool(let value): .boolean(value)
        case .boolArray(let values): .booleans(values)
        case .string(let value): .string(value)
        case .stringArray(let values): .strings(values)
        case .stringConvertible(let value): .string(value.description)
        case .stringConvertibleArray(let values): .strings(values.map(\.description))
        default: nil
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
            guard !key.isEmpty, var value = value.value else { return }
            if limit != nil { value = value.cut(toScalars: limit) }
            body(key, value)
        }
    }

    /// In the order of their keys, since the API keeps none.
    var list: [Attribute] {
        var list: [Attribute] = []
        forEach { key, value in
            if let value = value.value { list.append(Attribute(key, value)) }
        }
        return list.sorted { $0.key < $1.key }
    }
}
