// http/json out of the bytes that were encoded for http/protobuf, so that the hot path knows one
// encoding only.
// Any thread (the exporter's, in the program); pure.
import Wire

/// Turns an ExportTraceServiceRequest into OTLP's JSON.
struct OTLPTranscoder {
    /// Attribute values nest, and a stack is no place for a stranger's depth.
    static let maximumDepth = 64

    private var writer = JSONWriter()

    /// The JSON text of a request; throws what is not the wire format, or nests too deep.
    static func json(_ request: [UInt8]) throws(ProtobufError) -> [UInt8] {
        var transcoder = OTLPTranscoder()
        try transcoder.write(ProtobufReader(request), as: .request, depth: 0)
        return transcoder.writer.finish()
    }

    private mutating func write(
        _ reader: ProtobufReader, as message: OTLPMessage, depth: Int
    ) throws(ProtobufError) {
        guard depth < Self.maximumDepth else {
            throw ProtobufError(reason: .unexpectedWireType, offset: reader.position)
        }
        var fields: [ProtobufField] = []
        var cursor = reader
        while let field = try cursor.next() { fields.append(field) }
        writer.beginObject()
        var written: Set<Int> = []
        for field in fields where written.insert(field.number).inserted {
            // Why: a reader of JSON ignores what it does not know; so do we.
            guard let known = message.field(field.number) else { continue }
            writer.key(known.name)
            if known.isRepeated {
                writer.beginArray()
                for element in fields where element.number == field.number {
                    try write(element, of: reader, as: known.form, depth: depth)
                }
                writer.endArray()
            } else {
                // proto3: of a field that stands twice the last one counts.
                let last = fields.last { $0.number == field.number } ?? field
                try write(last, of: reader, as: known.form, depth: depth)
            }
        }
        writer.endObject()
    }

    private mutating func write(
        _ field: ProtobufField, of reader: ProtobufReader, as form: OTLPField.Form, depth: Int
    ) throws(ProtobufError) {
        switch form {
        case .message(let message): try write(reader.message(field), as: message, depth: depth + 1)
        case .string: writer.string(utf8: reader.bytes.span.extracting(try reader.range(of: field)))
        case .identifier:
            let bytes = reader.bytes[try reader.range(of: field)]
            writer.string(plain: { (sink: inout [UInt8]) in
                for byte in bytes { Hex.append(byte: byte, to: &sink) }
            })
        case .base64:
            let range = try reader.range(of: field)
            writer.string(plain: { (sink: inout [UInt8]) in
                Base64.append(reader.bytes.span.extracting(range), to: &sink)
            })
        case .number: writer.integer(try Self.number(field))
        case .unsigned64:
            let value = try Self.number(field)
            writer.string(plain: { (sink: inout [UInt8]) in Decimal.append(value, to: &sink) })
        case .signed64:
            let value = Int64(bitPattern: try reader.varint(field))
            writer.string(plain: { (sink: inout [UInt8]) in Decimal.append(value, to: &sink) })
        case .double: write(Double(bitPattern: try reader.fixed64(field)))
        case .boolean: writer.boolean(try reader.varint(field) != 0)
        }
    }

    /// A number of any width, as these messages have varints, fixed32 and fixed64.
    private static func number(_ field: ProtobufField) throws(ProtobufError) -> UInt64 {
        switch field.value {
        case .varint(let value), .fixed64(let value): return value
        case .fixed32(let value): return UInt64(value)
        case .lengthDelimited:
            throw ProtobufError(reason: .unexpectedWireType, offset: field.offset)
        }
    }

    /// proto3 JSON spells out what JSON's numbers lack.
    private mutating func write(_ value: Double) {
        if value.isFinite { return writer.number(value) }
        writer.string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    }
}
