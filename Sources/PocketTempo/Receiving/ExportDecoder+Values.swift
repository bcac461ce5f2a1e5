// Attributes and their values (opentelemetry-proto 1.x, common/v1/common.proto).
// Any thread. Nesting is bounded, since a value may hold values.

internal import Wire

extension ExportDecoder {
    /// A `KeyValue`; `depth` counts the arrays and maps around it.
    func attribute(
        _ message: ProtobufReader, depth: Int
    ) throws(ProtobufError) -> PocketAttribute {
        var attribute = PocketAttribute(key: "", value: .empty)
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: attribute.key = try reader.string(field)
            case 2: attribute.value = try value(try reader.message(field), depth: depth)
            default: break
            }
        }
        return attribute
    }

    /// An `AnyValue`; the last field of the oneof counts. Values nested too deep are left out.
    private func value(
        _ message: ProtobufReader, depth: Int
    ) throws(ProtobufError) -> PocketValue {
        var value = PocketValue.empty
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: value = .string(try reader.string(field))
            case 2: value = .boolean(try reader.varint(field) != 0)
            case 3: value = .integer(Int64(bitPattern: try reader.varint(field)))
            case 4: value = .double(Double(bitPattern: try reader.fixed64(field)))
            case 5 where depth < maximumValueDepth:
                value = .array(try elements(try reader.message(field), depth: depth + 1))
            case 6 where depth < maximumValueDepth:
                value = .map(try members(try reader.message(field), depth: depth + 1))
            case 7: value = .bytes(Array(reader.bytes[try reader.range(of: field)]))
            default: break
            }
        }
        return value
    }

    private func elements(
        _ message: ProtobufReader, depth: Int
    ) throws(ProtobufError) -> [PocketValue] {
        var elements: [PocketValue] = []
        var reader = message
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            elements.append(try value(try reader.message(field), depth: depth))
        }
        return elements
    }

    private func members(
        _ message: ProtobufReader, depth: Int
    ) throws(ProtobufError) -> [PocketAttribute] {
        var members: [PocketAttribute] = []
        var reader = message
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            members.append(try attribute(try reader.message(field), depth: depth))
        }
        return members
    }
}
