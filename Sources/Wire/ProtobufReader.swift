// The protobuf wire format, read: one field after the other, every length checked first.
// Any thread, one owner. Shares the storage of the bytes it reads; knows no schema, so unknown
// fields are skipped by not looking at them.

/// Iterates over the fields of one message.
package struct ProtobufReader: Sendable {
    /// The whole input, of which this message is a part.
    package let bytes: [UInt8]
    /// The offset of the next field.
    package private(set) var position: Int
    private let end: Int

    /// Reads a whole input as one message.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next field, `nil` at the end of the message. After an error the reader is of no use.
    package mutating func next() throws(ProtobufError) -> ProtobufField? {
        guard position < end else { return nil }
        let offset = position
        let tag = try varint()
        guard tag >> 3 >= 1, tag >> 3 < 1 << 29 else {
            throw ProtobufError(reason: .invalidFieldNumber, offset: offset)
        }
        let value: ProtobufField.Value
        switch Protobuf.WireType(rawValue: UInt8(tag & 7)) {
        case .varint: value = .varint(try varint())
        case .fixed64: value = .fixed64(try fixed(bytes: 8))
        case .fixed32: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(bytes: 4)))
        case .lengthDelimited: value = .lengthDelimited(try lengthDelimited())
        case nil:
            throw ProtobufError(reason: .unsupportedWireType(UInt8(tag & 7)), offset: offset)
        }
        return ProtobufField(number: Int(tag >> 3), value: value, offset: offset)
    }

    /// A reader of the message that a field holds.
    package func message(_ field: ProtobufField) throws(ProtobufError) -> ProtobufReader {
        ProtobufReader(bytes, try range(of: field))
    }

    /// The text that a field holds, checked to be UTF-8 as proto3 demands.
    package func string(_ field: ProtobufField) throws(ProtobufError) -> String {
        let range = try range(of: field)
        guard UTF8Sequence.isWellFormed(bytes.span.extracting(range)) else {
            throw ProtobufError(reason: .invalidUTF8, offset: range.lowerBound)
        }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The place of the bytes that a field holds.
    package func range(of field: ProtobufField) throws(ProtobufError) -> Range<Int> {
        guard case .lengthDelimited(let range) = field.value else {
            throw ProtobufError(reason: .unexpectedWireType, offset: field.offset)
        }
        return range
    }

    /// The number that a varint field holds.
    package func varint(_ field: ProtobufField) throws(ProtobufError) -> UInt64 {
        guard case .varint(let value) = field.value else {
            throw ProtobufError(reason: .unexpectedWireType, offset: field.offset)
        }
        return value
    }

    /// The number that a fixed64 field holds.
    package func fixed64(_ field: ProtobufField) throws(ProtobufError) -> UInt64 {
        guard case .fixed64(let value) = field.value else {
            throw ProtobufError(reason: .unexpectedWireType, offset: field.offset)
        }
        return value
    }

    /// The number that a fixed32 field holds.
    package func fixed32(_ field: ProtobufField) throws(ProtobufError) -> UInt32 {
        guard case .fixed32(let value) = field.value else {
            throw ProtobufError(reason: .unexpectedWireType, offset: field.offset)
        }
        return value
    }

    private mutating func varint() throws(ProtobufError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard position < end else {
                throw ProtobufError(reason: .truncated, offset: start)
            }
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else {
                throw ProtobufError(reason: .malformedVarint, offset: start)
            }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    private mutating func fixed(bytes count: Int) throws(ProtobufError) -> UInt64 {
        guard end - position >= count else {
            throw ProtobufError(reason: .truncated, offset: position)
        }
        var value: UInt64 = 0
        for index in 0..<count {
            value |= UInt64(bytes[position + index]) << UInt64(8 * index)
        }
        position += count
        return value
    }

    private mutating func lengthDelimited() throws(ProtobufError) -> Range<Int> {
        let start = position
        let length = try varint()
        guard length <= UInt64(end - position) else {
            throw ProtobufError(reason: .truncated, offset: start)
        }
        let range = position..<position + Int(length)
        position = range.upperBound
        return range
    }
}
