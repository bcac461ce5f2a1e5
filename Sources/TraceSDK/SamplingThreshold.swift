// How rare a kept trace is, as the member `ot=th:…` of a tracestate says it: a rejection threshold
// of 56 bits against the randomness of the trace (OpenTelemetry, "TraceState: Probability
// Sampling"). A pure value; any thread.
import Wire

/// A trace is kept where its randomness is not below this.
@usableFromInline package struct SamplingThreshold: Hashable, Sendable {
    /// From 0, which keeps every trace, to 2^56 - 1.
    @usableFromInline package let bits: UInt64

    /// Hexadecimal digits of a threshold that is written out.
    package static let maximumDigits = 14
    /// Digits that are kept behind the leading `f`s of a computed threshold.
    private static let precision = 4
    private static let end: UInt64 = 1 << 56

    private init(bits: UInt64) { self.bits = bits }

    /// The threshold that keeps this share of all traces, to four significant digits; `nil` for a
    /// share that keeps none (0 and less, NaN). A share above 1 counts as 1.
    package init?(probability: Double) {
        guard probability > 0 else { return nil }
        let kept = (min(probability, 1) * 0x1p56).rounded()
        guard kept >= 1 else { return nil }
        let exact = Self.end - UInt64(kept)
        let leading = (~(exact << 8)).leadingZeroBitCount / 4
        let dropped = UInt64(Self.maximumDigits - min(Self.maximumDigits, Self.precision + leading))
        guard dropped > 0 else {
            bits = exact
            return
        }
        let unit: UInt64 = 1 << (dropped * 4)
        bits = (exact + unit / 2) / unit * unit
    }

    /// Reads 1 to 14 lower-case hexadecimal digits; trailing zeros may be missing.
    package init?(digits: Span<UInt8>) {
        guard (1...Self.maximumDigits).contains(digits.count), let value = Hex.parse(digits)
        else { return nil }
        bits = value << UInt64((Self.maximumDigits - digits.count) * 4)
    }

    /// Whether a trace of this randomness, its low 56 bits, is kept.
    @inlinable package func keeps(randomness: UInt64) -> Bool {
        randomness & 0xFF_FFFF_FFFF_FFFF >= bits
    }

    /// Appends the digits without trailing zeros, at least one.
    package func appendDigits(to sink: inout [UInt8]) {
        var rest = bits << 8
        repeat {
            sink.append(Hex.digit(UInt8(truncatingIfNeeded: rest >> 60)))
            rest <<= 4
        } while rest != 0
    }
}

extension SamplingThreshold: CustomStringConvertible {
    /// The digits.
    @usableFromInline package var description: String {
        var digits: [UInt8] = []
        appendDigits(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }
}
