// The 16 bytes that name a trace.
// Any thread. Kept apart from TraceSDK's own type, so that a mistake there cannot hide here.

internal import Wire

/// Names a trace.
package struct PocketTraceID: Hashable, Sendable {
    /// The first eight bytes, big-endian.
    package var high: UInt64
    /// The last eight bytes, big-endian.
    package var low: UInt64

    /// Puts the two halves together.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 1 to 32 hexadecimal digits of any case; Tempo prints ids without leading zeros.
    package init?(hex text: String) {
        let digits = Array(text.utf8)
        guard digits.count >= 1, digits.count <= 32 else { return nil }
        let split = max(0, digits.count - 16)
        let highDigits = Array(digits[..<split])
        let lowDigits = Array(digits[split...])
        guard let low = Hex.parse(lowDigits.span, allowsUppercase: true) else { return nil }
        guard split > 0 else {
            self.init(high: 0, low: low)
            return
        }
        guard let high = Hex.parse(highDigits.span, allowsUppercase: true) else { return nil }
        self.init(high: high, low: low)
    }

    /// Whether all bytes are zero, which no trace's are.
    package var isZero: Bool { high == 0 && low == 0 }

    /// Appends 32 lower-case hexadecimal digits.
    package func append(to sink: inout [UInt8]) {
        Hex.append(high, to: &sink)
        Hex.append(low, to: &sink)
    }
}
