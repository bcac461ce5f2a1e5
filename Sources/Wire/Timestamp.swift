// RFC 3339 timestamps into bytes and back.
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

    /// The Unix nanoseconds of an RFC 3339 timestamp with any offset, or `nil` where the text is
    /// none, names a day or time that does not exist, or lies outside 1677 to 2262. Fraction digits
    /// beyond nine are cut; a leap second (`:60`) counts as the second after it.
    package static func parseRFC3339(_ text: Span<UInt8>) -> Int64? {
        guard text.count >= 20, text[4] == 0x2D, text[7] == 0x2D, text[10] | 0x20 == 0x74,
            text[13] == 0x3A, text[16] == 0x3A,
            let year = number(text, 0, 4), let month = number(text, 5, 2),
            let day = number(text, 8, 2), let hour = number(text, 11, 2),
            let minute = number(text, 14, 2), let second = number(text, 17, 2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid else { return nil }
        var position = 19
        guard let nanoseconds = fraction(text, &position),
            let offsetSeconds = offset(text, position)
        else { return nil }
        let local = date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second
        let seconds = Int64(local - offsetSeconds)
        // Why: before 1970 both parts are taken as negative, so that the earliest moment of the
        // range does not overflow on the way to its sum.
        let borrow: Int64 = seconds < 0 ? 1 : 0
        let (scaled, overflowed) = (seconds + borrow)
            .multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowedAgain) = scaled.addingReportingOverflow(
            Int64(nanoseconds) - borrow * 1_000_000_000)
        return overflowed || overflowedAgain ? nil : sum
    }

    /// The value of `count` digits, or `nil` where one of them is none.
    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= text.count else { return nil }
        var value = 0
        for index in start..<start + count {
            guard text[index] >= 0x30, text[index] <= 0x39 else { return nil }
            value = value * 10 + Int(text[index] - 0x30)
        }
        return value
    }

    /// The nanoseconds of an optional fraction; moves `position` behind it.
    private static func fraction(_ text: Span<UInt8>, _ position: inout Int) -> Int? {
        guard position < text.count, text[position] == 0x2E else { return 0 }
        position += 1
        let start = position
        var value = 0
        while position < text.count, text[position] >= 0x30, text[position] <= 0x39 {
            if position - start < 9 { value = value * 10 + Int(text[position] - 0x30) }
            position += 1
        }
        guard position > start else { return nil }
        for _ in min(9, position - start)..<9 { value *= 10 }
        return value
    }

    /// The seconds that `Z` or `+hh:mm` at `position` lies east of UTC; it must end the text.
    private static func offset(_ text: Span<UInt8>, _ position: Int) -> Int? {
        guard position < text.count else { return nil }
        if text[position] | 0x20 == 0x7A { return position + 1 == text.count ? 0 : nil }
        guard text[position] == 0x2B || text[position] == 0x2D, position + 6 == text.count,
            text[position + 3] == 0x3A, let hours = number(text, position + 1, 2),
            let minutes = number(text, position + 4, 2), hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return text[position] == 0x2D ? -seconds : seconds
    }
}
