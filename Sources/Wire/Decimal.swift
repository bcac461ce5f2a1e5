// Decimal numbers into bytes, without Foundation.
// Any thread. Whole numbers never allocate; a fraction borrows the standard library's shortest
// round-trip text.

/// Decimal digits of integers, fractions and floating-point numbers.
@usableFromInline package enum Decimal {
    /// Appends the decimal digits of `value`.
    @inlinable package static func append(_ value: UInt64, to sink: inout [UInt8]) {
        if value < 10 {
            sink.append(0x30 + UInt8(truncatingIfNeeded: value))
            return
        }
        let count = digitCount(of: value)
        sink.append(addingCapacity: count) { (output: inout OutputSpan<UInt8>) in
            output.append(repeating: 0x30, count: count)
            var rest = value
            var index = count
            while index > 0 {
                index &-= 1
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
                output[index] = 0x30 &+ UInt8(truncatingIfNeeded: remainder)
                rest = quotient
            }
        }
    }

    /// The decimal digits of a value, 1 to 20.
    @inlinable package static func digitCount(of value: UInt64) -> Int {
        var count = 1
        var bound: UInt64 = 10
        while value >= bound {
            count &+= 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { break }
            bound = next
        }
        return count
    }

    /// Appends the decimal digits of `value`, with a minus sign where it is negative.
    @inlinable package static func append(_ value: Int64, to sink: inout [UInt8]) {
        if value < 0 { sink.append(0x2D) }
        append(value.magnitude, to: &sink)
    }

    /// Appends the decimal digits of `value`, with a minus sign where it is negative.
    @inlinable package static func append(_ value: Int, to sink: inout [UInt8]) {
        append(Int64(value), to: &sink)
    }

    /// Appends `value` as exactly `digits` digits, zeros in front; the number must fit.
    @inlinable package static func append(
        _ value: UInt64, digits: Int, to sink: inout [UInt8]
    ) {
        var rest = value
        sink.append(addingCapacity: digits) { (output: inout OutputSpan<UInt8>) in
            output.append(repeating: 0x30, count: digits)
            var index = digits
            while index > 0 {
                index &-= 1
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
                output[index] = 0x30 &+ UInt8(truncatingIfNeeded: remainder)
                rest = quotient
            }
        }
        precondition(rest == 0, "a number must fit in the digits asked for")
    }

    /// Appends `value` divided by ten to the power of `fractionDigits` (0 to 18), exactly and
    /// without trailing zeros: 412 with 3 is `0.412`, 1500 with 3 is `1.5`, 2000 with 3 is `2`.
    package static func append(
        _ value: UInt64, fractionDigits: Int, to sink: inout [UInt8]
    ) {
        precondition((0...18).contains(fractionDigits), "a fraction has 0 to 18 digits")
        var scale: UInt64 = 1
        for _ in 0..<fractionDigits { scale *= 10 }
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: scale)
        append(whole, to: &sink)
        guard fraction > 0 else { return }
        sink.append(0x2E)
        append(fraction, digits: fractionDigits, to: &sink)
        while sink.last == 0x30 { sink.removeLast() }
    }

    /// Appends the shortest decimal text that reads back as the same number: `1`, `0.1`, `1e-07`.
    /// Infinities and NaN are `+Inf`, `-Inf` and `NaN`, as Prometheus spells them; JSON has no such
    /// numbers, `JSONWriter` writes `null`.
    package static func append(_ value: Double, to sink: inout [UInt8]) {
        guard value.isFinite else {
            sink.append(value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")
            return
        }
        // Why: every whole number below 2^53 is exact, and they are most of what is written. The
        // detour over an integer needs no libm, as `rounded` would in a pure room.
        if value.magnitude < 9_007_199_254_740_992, Double(Int64(value)) == value {
            if value.sign == .minus { sink.append(0x2D) }
            append(UInt64(value.magnitude), to: &sink)
            return
        }
        let start = sink.count
        sink.append(utf8: value.description)
        removeZeroFraction(from: start, in: &sink)
    }

    /// Turns `1.0e+16` and `18014398509481984.0` into text without the idle fraction.
    private static func removeZeroFraction(from start: Int, in sink: inout [UInt8]) {
        guard let point = sink[start...].firstIndex(of: 0x2E), sink[point + 1] == 0x30 else {
            return
        }
        let next = point + 2
        guard next == sink.count || sink[next] == 0x65 else { return }
        sink.removeSubrange(point..<next)
    }
}
