// Attributes as opentelemetry/proto/common/v1/common.proto lays them out.
// Any thread; pure.
import TraceSDK
import Wire

extension Attribute {
    /// Appends `KeyValue` as a field of the message around it.
    func append(field: Int, to sink: inout [UInt8], depth: Int = 0) {
        if let length = value.plainLength {
            appendPlain(field: field, valueLength: length, to: &sink)
            return
        }
        let pair = Protobuf.beginMessage(field: field, to: &sink)
        Protobuf.appendString(field: 1, key, to: &sink)
        let any = Protobuf.beginMessage(field: 2, to: &sink)
        value.appendContent(to: &sink, depth: depth)
        Protobuf.endMessage(any, in: &sink)
        Protobuf.endMessage(pair, in: &sink)
    }

    /// A value whose length is known before it is written: nothing moves.
    private func appendPlain(field: Int, valueLength: Int, to sink: inout [UInt8]) {
        let keyCount = key.utf8.count
        let length =
            2 + Protobuf.varintLength(UInt64(keyCount)) + keyCount
            + Protobuf.varintLength(UInt64(valueLength)) + valueLength
        Protobuf.appendTag(field: field, .lengthDelimited, to: &sink)
        Protobuf.appendVarint(UInt64(length), to: &sink)
        sink.append(0x0A)
        Protobuf.appendVarint(UInt64(keyCount), to: &sink)
        sink.append(contentsOf: key.utf8)
        sink.append(0x12)
        Protobuf.appendVarint(UInt64(valueLength), to: &sink)
        value.appendContent(to: &sink)
    }
}

extension AttributeValue {
    /// The bytes of the content of the `AnyValue`; `nil` for what has parts.
    fileprivate var plainLength: Int? {
        switch self {
        case .string(let value):
            1 + Protobuf.varintLength(UInt64(value.utf8.count)) + value.utf8.count
        case .boolean: 2
        case .integer(let value): 1 + Protobuf.varintLength(UInt64(bitPattern: value))
        case .double: 9
        default: nil
        }
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
