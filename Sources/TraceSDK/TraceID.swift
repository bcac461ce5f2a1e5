// The 16 bytes that name a trace, as two machine words: no allocation, two compares.
// Any thread. Never parses; TraceParent does.
import Wire

/// The identifier of a trace, W3C Trace Context section 3.2.2.3.
@usableFromInline package struct TraceID: Hashable, Sendable {
    /// The first eight bytes, big-endian.
    @usableFromInline package let high: UInt64
    /// The last eight bytes, big-endian.
    @usableFromInline package let low: UInt64

    /// Puts the two halves together.
    @inlinable package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All zeros, which names no trace.
    @inlinable package static var invalid: TraceID { TraceID(high: 0, low: 0) }

    /// Whether any bit is set.
    @inlinable package var isValid: Bool { high | low != 0 }

    /// Appends 32 lower-case hexadecimal digits.
    package func appendHex(to sink: inout [UInt8]) {
        Hex.append(high, to: &sink)
        Hex.append(low, to: &sink)
    }
}

extension TraceID: CustomStringConvertible {
    /// 32 lower-case hexadecimal digits.
    @usableFromInline package var description: String {
        var digits: [UInt8] = []
        appendHex(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }
}
