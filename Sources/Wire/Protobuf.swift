// The protobuf wire format, written: varints, tags, fixed numbers, length-delimited fields.
// Any thread. Never allocates but in the caller's sink; knows no schema.

/// Appends protobuf fields to a byte sink.
@usableFromInline package enum Protobuf {
    /// How a field's value is laid out; groups are not supported.
    @usableFromInline package enum WireType: UInt8, Equatable, Sendable {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// The place of a message whose length is not known yet.
    @usableFromInline package struct OpenMessage: Equatable, Sendable {
        @usableFromInline let lengthOffset: Int
        @usableFromInline init(lengthOffset: Int) { self.lengthOffset = lengthOffset }
    }

    /// Appends a base-128 number, 1 to 10 bytes.
    @inlinable package static func appendVarint(_ value: UInt64, to sink: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            sink.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        sink.append(UInt8(truncatingIfNeeded: rest))
    }

    /// The bytes that `appendVarint` takes for a value, 1 to 10.
    @inlinable package static func varintLength(_ value: UInt64) -> Int {
        (63 - (value | 1).leadingZeroBitCount) / 7 + 1
    }

    /// Appends a field's number (1 to 2^29 - 1) and layout.
    @inlinable package static func appendTag(
        field: Int, _ type: WireType, to sink: inout [UInt8]
    ) {
        appendVarint(UInt64(field) << 3 | UInt64(type.rawValue), to: &sink)
    }

    /// Appends a varint field; signed values come as `UInt64(bitPattern:)`.
    @inlinable package static func appendVarint(
        field: Int, _ value: UInt64, to sink: inout [UInt8]
    ) {
        appendTag(field: field, .varint, to: &sink)
        appendVarint(value, to: &sink)
    }

    /// Appends the eight bytes of a number, little-endian.
    @inlinable package static func appendFixed64(_ value: UInt64, to sink: inout [UInt8]) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe sink.append(contentsOf: $0) }
    }

    /// Appends a fixed64 field; doubles come as their bit pattern.
    @inlinable package static func appendFixed64(
        field: Int, _ value: UInt64, to sink: inout [UInt8]
    ) {
        appendTag(field: field, .fixed64, to: &sink)
        appendFixed64(value, to: &sink)
    }

    /// Appends the four bytes of a number, little-endian.
    @inlinable package static func appendFixed32(_ value: UInt32, to sink: inout [UInt8]) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe sink.append(contentsOf: $0) }
    }

    /// Appends a fixed32 field.
    @inlinable package static func appendFixed32(
        field: Int, _ value: UInt32, to sink: inout [UInt8]
    ) {
        appendTag(field: field, .fixed32, to: &sink)
        appendFixed32(value, to: &sink)
    }

    /// Appends a bytes field.
    @inlinable package static func appendBytes(
        field: Int, _ bytes: Span<UInt8>, to sink: inout [UInt8]
    ) {
        appendTag(field: field, .lengthDelimited, to: &sink)
        appendVarint(UInt64(bytes.count), to: &sink)
        sink.append(bytes: bytes)
    }

    /// Appends a string field.
    @inlinable package static func appendString(
        field: Int, _ text: String, to sink: inout [UInt8]
    ) {
        appendTag(field: field, .lengthDelimited, to: &sink)
        appendVarint(UInt64(text.utf8.count), to: &sink)
        sink.append(utf8: text)
    }

    /// Appends a string field from a literal.
    @inlinable package static func appendString(
        field: Int, literal text: StaticString, to sink: inout [UInt8]
    ) {
        appendTag(field: field, .lengthDelimited, to: &sink)
        text.withUTF8Buffer { appendVarint(UInt64($0.count), to: &sink) }
        sink.append(text)
    }

    /// Begins a message field; what is appended until `endMessage` is its content.
    @inlinable package static func beginMessage(
        field: Int, to sink: inout [UInt8]
    ) -> OpenMessage {
        appendTag(field: field, .lengthDelimited, to: &sink)
        sink.append(0)
        return OpenMessage(lengthOffset: sink.count - 1)
    }

    /// Ends the innermost open message. One byte was kept for its length; a content of 128 bytes
    /// or more moves up by the one to four bytes that are missing.
    @inlinable package static func endMessage(_ message: OpenMessage, in sink: inout [UInt8]) {
        let length = sink.count - message.lengthOffset - 1
        if length < 0x80 {
            sink[message.lengthOffset] = UInt8(truncatingIfNeeded: length)
            return
        }
        let missing = varintLength(UInt64(length)) - 1
        sink.insert(contentsOf: repeatElement(0, count: missing), at: message.lengthOffset)
        var rest = UInt64(length)
        for offset in 0..<missing {
            sink[message.lengthOffset + offset] = UInt8(truncatingIfNeeded: rest) | 0x80
            rest >>= 7
        }
        sink[message.lengthOffset + missing] = UInt8(truncatingIfNeeded: rest)
    }
}
