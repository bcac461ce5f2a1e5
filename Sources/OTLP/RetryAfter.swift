// `Retry-After` (RFC 9110 section 10.2.3) in both its forms.
// Any thread; pure, the time comes from the caller.
import Curl
import Reactor
import Wire

/// Reads how long a receiver wants to be left alone.
enum RetryAfter {
    /// A longer wait counts as this: it is a mistake, but surely no wish to be asked at once.
    static let maximumSeconds: Int64 = 86_400

    /// The wait that a response asks for; see `parse`.
    static func read(_ response: OutgoingResponse, now: WallTime) -> Duration? {
        parse(
            response.header("retry-after"), date: response.header("date"),
            nowUnixSeconds: now.unixNanoseconds / 1_000_000_000)
    }

    /// The wait that a field asks for, as delay-seconds or as a date; `nil` for anything else. A
    /// date counts from the answer's own `Date` where that can be read, since the two come from one
    /// clock, else from `now`, in seconds since the Unix epoch.
    static func parse(_ field: String?, date: String?, nowUnixSeconds now: Int64) -> Duration? {
        guard let field, !field.isEmpty else { return nil }
        if field.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // Why: digits that are no number are too many.
            return .seconds(min(Int64(field) ?? maximumSeconds, maximumSeconds))
        }
        guard let moment = unixSeconds(field) else { return nil }
        let wait = moment - (date.flatMap(unixSeconds) ?? now)
        return .seconds(min(max(0, wait), maximumSeconds))
    }

    /// The three forms of HTTP-date (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`,
    /// `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
    static func unixSeconds(_ text: String) -> Int64? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
        guard words.count == 6 || words.count == 5 else { return nil }
        let isAscTime = words.count == 5
        guard isAscTime || words[5] == "GMT" else { return nil }
        let day = Int(isAscTime ? words[2] : words[1])
        let month = months.firstIndex { $0 == (isAscTime ? words[1] : words[2]) }
        let yearText = isAscTime ? words[4] : words[3]
        guard let day, let month, let written = Int(yearText), written >= 0,
            let time = secondsOfDay(isAscTime ? words[3] : words[4])
        else { return nil }
        // Why: RFC 850 dates have two digits, and no receiver asks for a wait of fifty years.
        let year = yearText.count == 2 ? written + (written < 70 ? 2_000 : 1_900) : written
        let date = CivilDate(year: year, month: month + 1, day: day)
        guard (1_970...9_999).contains(year), date.isValid else { return nil }
        return Int64(date.daysSinceEpoch) * 86_400 + time
    }

    private static func secondsOfDay(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = Int64(parts[0]), let minute = Int64(parts[1]), let second = Int64(parts[2]),
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
