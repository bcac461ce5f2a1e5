// The 8 bytes that name a span inside its trace.
// Any thread. Never parses; TraceParent does.
import Wire

/// The identifier of a span, W3C Trace Context section 3.2.2.4.
@usableFromInline package struct SpanID: Hashable, Sendable {
    /// The eight bytes, big-endian.
    @usableFromInline package let bits: UInt64

    /// Wraps the eight bytes.
    @inlinable package init(bits: UInt64) { self.bits = bits }

    /// All zeros, which names no span; as a parent it says "none".
    @inlinable package static var invalid: SpanID { SpanID(bits: 0) }

    /// Whether any bit is set.
    @inlinable package var isValid: Bool { bits != 0 }

    /// Appends 16 lower-case hexadecimal digits.
    package func appendHex(to sink: inout [UInt8]) { Hex.append(bits, to: &sink) }
}

extension SpanID: CustomStringConvertible {
    /// 16 lower-case hexadecimal digits.
    @usableFromInline package var description: String {
        var digits: [UInt8] = []
        appendHex(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }
}
