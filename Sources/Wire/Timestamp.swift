// RFC 3339 timestamps into bytes.
// Any thread. Pure; never asks a clock, never allocates but in the caller's sink.

/// Moments as RFC 3339 text.
package enum Timestamp {
    /// Appends a moment in UTC as `2026-11-21T01:45:38.123Z`, cut (not rounded) to 0 to 9 fraction
    /// digits. Every `Int64` of nanoseconds has a year of four digits, 1677 to 2262.
    package static func appendRFC3339(
        unixNanoseconds: Int64, fractionDigits: Int, to sink: inout [UInt8]
    ) {
        precondition((0...9).contains(fractionDigits), "a timestamp has 0 to 9 fraction digits")
        let (seconds, nanoseconds) = CivilTime.floorDivide(unixNanoseconds, by: 1_000_000_000)
        let time = CivilTime(unixSeconds: seconds)
        Decimal.append(UInt64(time.date.year), digits: 4, to: &sink)
        sink.append(0x2D)
        Decimal.append(UInt64(time.date.month), digits: 2, to: &sink)
        sink.append(0x2D)
        Decimal.append(UInt64(time.date.day), digits: 2, to: &sink)
        sink.append(0x54)
        Decimal.append(UInt64(time.hour), digits: 2, to: &sink)
        sink.append(0x3A)
        Decimal.append(UInt64(time.minute), digits: 2, to: &sink)
        sink.append(0x3A)
        Decimal.append(UInt64(time.second), digits: 2, to: &sink)
        if fractionDigits > 0 {
            sink.append(0x2E)
            Decimal.append(UInt64(nanoseconds), digits: 9, to: &sink)
            sink.removeLast(9 - fractionDigits)
        }
        sink.append(0x5A)
    }
}
