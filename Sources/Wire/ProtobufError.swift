// Why bytes are not a protobuf message, and where.
// Any thread. Never carries the bytes themselves.

/// Why bytes are not a protobuf message.
package struct ProtobufError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Equatable, Sendable {
        /// The bytes end inside a field.
        case truncated
        /// A varint of more than 64 bits.
        case malformedVarint
        /// A field number of 0 or above 2^29 - 1.
        case invalidFieldNumber
        /// Groups (wire types 3 and 4) and the undefined 6 and 7.
        case unsupportedWireType(UInt8)
        /// A string that is not UTF-8.
        case invalidUTF8
        /// A field that a schema lays out in another way.
        case unexpectedWireType
    }

    /// What is wrong.
    package var reason: Reason
    /// The byte offset in the whole input where the fault was found.
    package var offset: Int

    /// Makes an error, for readers of a schema above this one.
    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// A phrase for people: `malformed protobuf at byte 7: truncated`.
    package var description: String { "malformed protobuf at byte \(offset): \(reason)" }
}
