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
        if let (length, room) = plainLength {
            appendPlain(key: key, field: field, valueLength: length, room: room, to: &sink)
            return
        }
        let pair = Protobuf.beginMessage(field: field, to: &sink)
        Protobuf.appendString(field: 1, key, to: &sink)
        let any = Protobuf.beginMessage(field: 2, to: &sink)
        appendContent(to: &sink, depth: depth)
        Protobuf.endMessage(any, in: &sink)
        Protobuf.endMessage(pair, in: &sink)
    }

    /// A value whose length is known before it is written: nothing moves, one check for room.
    private func appendPlain(
        key: String, field: Int, valueLength: Int, room: Int, to sink: inout [UInt8]
    ) {
        let keyCount = key.utf8Count
        let length =
            2 &+ UInt64(keyCount).varintLength &+ keyCount
            &+ UInt64(valueLength).varintLength &+ valueLength
        unsafe sink.appendRaw(atMost: keyCount &+ room &+ 48) { out in
            unsafe out.storeByte(UInt8(truncatingIfNeeded: field << 3 | 2), at: 0)
            var next = unsafe out.storeVarint(UInt64(length), at: 1)
            unsafe out.storeByte(0x0A, at: next)
            next = unsafe out.storeVarint(UInt64(keyCount), at: next &+ 1)
            unsafe key.copyUTF8(to: out + next)
            next &+= keyCount
            unsafe out.storeByte(0x12, at: next)
            next = unsafe out.storeVarint(UInt64(valueLength), at: next &+ 1)
            return unsafe storePlain(to: out, at: next)
        }
    }

    /// The bytes of the content of the `AnyValue`, and the most that writing it takes; `nil` for
    /// what has parts.
    fileprivate var plainLength: (length: Int, room: Int)? {
        switch self {
        case .string(let value):
            let count = value.utf8Count
            return (1 &+ UInt64(count).varintLength &+ count, count &+ 11)
        case .boolean: return (2, 2)
        case .integer(let value): return (1 &+ UInt64(bitPattern: value).varintLength, 11)
        case .double: return (9, 9)
        default: return nil
        }
    }

    /// Writes the content of an `AnyValue` that has no parts, and returns the offset behind it.
    fileprivate func storePlain(to out: UnsafeMutableRawPointer, at offset: Int) -> Int {
        switch self {
        case .string(let value):
            unsafe out.storeByte(0x0A, at: offset)
            let count = value.utf8Count
            let text = unsafe out.storeVarint(UInt64(count), at: offset &+ 1)
            unsafe value.copyUTF8(to: out + text)
            return text &+ count
        case .boolean(let value):
            unsafe out.storeByte(0x10, at: offset)
            unsafe out.storeByte(value ? 1 : 0, at: offset &+ 1)
            return offset &+ 2
        case .integer(let value):
            unsafe out.storeByte(0x18, at: offset)
            return unsafe out.storeVarint(UInt64(bitPattern: value), at: offset &+ 1)
        case .double(let value):
            unsafe out.storeByte(0x21, at: offset)
            unsafe out.storeFixed64(value.bitPattern, at: offset &+ 1)
            return offset &+ 9
        default: return offset
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
