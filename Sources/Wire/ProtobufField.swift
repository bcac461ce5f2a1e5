// One field of a protobuf message as `ProtobufReader` finds it.
// Any thread. Holds places, not copies.

/// One field as it stands on the wire.
package struct ProtobufField: Equatable, Sendable {
    /// The value; a range is a place in the reader's bytes.
    package enum Value: Equatable, Sendable {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case lengthDelimited(Range<Int>)
    }

    /// 1 to 2^29 - 1.
    package var number: Int
    /// The value, not yet interpreted.
    package var value: Value
    /// The byte offset of the field's tag in the whole input.
    package var offset: Int
}
