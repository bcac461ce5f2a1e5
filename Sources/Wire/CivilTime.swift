// A second in UTC as the fields that people read.
// Any thread. Pure arithmetic; never asks a clock.

/// A moment in UTC, to the second.
package struct CivilTime: Equatable, Sendable {
    /// The calendar day.
    package var date: CivilDate
    /// 0 to 23.
    package var hour: Int
    /// 0 to 59.
    package var minute: Int
    /// 0 to 59.
    package var second: Int

    /// The fields of that many seconds after 1970-01-01T00:00:00Z.
    package init(unixSeconds: Int64) {
        let (days, seconds) = Self.floorDivide(unixSeconds, by: 86_400)
        date = CivilDate(daysSinceEpoch: Int(days))
        hour = Int(seconds) / 3_600
        minute = Int(seconds) / 60 % 60
        second = Int(seconds) % 60
    }

    /// Division that rounds down, so that moments before 1970 keep positive fields.
    static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
