// Attributes as opentelemetry/proto/common/v1/common.proto lays them out.
// Any thread; pure.
import TraceSDK
import Wire

extension Attribute {
    /// Appends `KeyValue` as a field, 1 to 15, of the message around it.
    func append(field: Int, to sink: inout [UInt8], depth: Int = 0) {
        value.append(key: key, field: field, to: &sink, depth: depth)
    }
}

extension AttributeValue {
    /// Appends `KeyValue` as a field, 1 to 15, of the message around it.
    func append(key: String, field: Int, to sink: inout [UInt8], depth: Int = 0) {
        let pair = Protobuf.beginMessage(field: field, to: &sink)
        Protobuf.appendString(field: 1, key, to: &sink)
        let any = Protobuf.beginMessage(field: 2, to: &sink)
        appendContent(to: &sink, depth: depth)
        Protobuf.endMessage(any, in: &sink)
        Protobuf.endMessage(pair, in: &sink)
    }

    /// Appends the content of an `AnyValue`; lists and maps deeper than the limit are left empty.
    func appendContent(to sink: inout [UInt8], depth: Int = 0) {
        switch self {
        case .string(let value): Protobuf.appendString(field: 1, value, to: &sink)
        case .boolean(let value): Protobuf.appendVarint(field: 2, value ? 1 : 0, to: &sink)
        case .integer(let value):
            Protobuf.appendVarint(field: 3, UInt64(bitPattern: value), to: &sink)
        case .double(let value): Protobuf.appendFixed64(field: 4, value.bitPattern, to: &sink)
        case .strings(let values): Self.append(values.map { .string($0) }, to: &sink, depth)
        case .booleans(let values): Self.append(values.map { .boolean($0) }, to: &sink, depth)
        case .integers(let values): Self.append(values.map { .integer($0) }, to: &sink, depth)
        case .doubles(let values): Self.append(values.map { .double($0) }, to: &sink, depth)
        case .bytes(let octets): Protobuf.appendBytes(field: 7, octets.span, to: &sink)
        case .list(let values):
            Self.append(depth < Self.maximumDepth ? values : [], to: &sink, depth)
        case .map(let entries):
            let list = Protobuf.beginMessage(field: 6, to: &sink)
            for entry in depth < Self.maximumDepth ? entries : [] {
                entry.append(field: 1, to: &sink, depth: depth + 1)
            }
            Protobuf.endMessage(list, in: &sink)
        }
    }

    /// Appends an `ArrayValue`, each element an `AnyValue`.
    private static func append(
        _ elements: [AttributeValue], to sink: inout [UInt8], _ depth: Int
    ) {
        let array = Protobuf.beginMessage(field: 5, to: &sink)
        for element in elements {
            let any = Protobuf.beginMessage(field: 1, to: &sink)
            element.appendContent(to: &sink, depth: depth + 1)
            Protobuf.endMessage(any, in: &sink)
        }
        Protobuf.endMessage(array, in: &sink)
    }
}
