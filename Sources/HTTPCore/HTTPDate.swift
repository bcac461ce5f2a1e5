// IMF-fixdate, the form of every Date field (RFC 9110 section 5.6.7).
import Wire

/// Writes dates as HTTP wants them.
package enum HTTPDate {
    /// Bytes of one date.
    package static let count = 29

    /// Appends for example `Sat, 21 Nov 2026 04:05:06 GMT`.
    package static func append(unixSeconds: Int64, to sink: inout [UInt8]) {
        let time = CivilTime(unixSeconds: unixSeconds)
        sink.append(dayNames[time.date.weekday])
        sink.append(", ")
        Decimal.append(UInt64(time.date.day), digits: 2, to: &sink)
        sink.append(" ")
        sink.append(monthNames[time.date.month - 1])
        sink.append(" ")
        Decimal.append(UInt64(time.date.year), digits: 4, to: &sink)
        sink.append(" ")
        Decimal.append(UInt64(time.hour), digits: 2, to: &sink)
        sink.append(":")
        Decimal.append(UInt64(time.minute), digits: 2, to: &sink)
        sink.append(":")
        Decimal.append(UInt64(time.second), digits: 2, to: &sink)
        sink.append(" GMT")
    }

    private static let dayNames: [StaticString] = [
        "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
    ]
    private static let monthNames: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
