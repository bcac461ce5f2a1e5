// Moments as text, and calendar days there and back, to the ends of their range.
import Testing
import Wire

struct TimestampTests {
    static let moments: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000000000Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (1_795_225_538_123_456_789, "2026-11-21T01:45:38.123456789Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
        (4_107_542_399_000_000_000, "2100-02-28T23:59:59.000000000Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000000Z"),
        (.max, "2262-04-11T23:47:16.854775807Z"),
        (.min, "1677-09-21T00:12:43.145224192Z"),
    ]

    @Test(arguments: moments)
    func everyMomentHasItsText(nanoseconds: Int64, text: String) {
        #expect(format(nanoseconds, 9) == text)
    }

    @Test(arguments: [
        (0, "2026-11-21T01:45:38Z"), (3, "2026-11-21T01:45:38.999Z"),
        (6, "2026-11-21T01:45:38.999999Z"), (9, "2026-11-21T01:45:38.999999999Z"),
    ])
    func fractionsAreCutNotRounded(digits: Int, text: String) {
        #expect(format(1_795_225_538_999_999_999, digits) == text)
    }

    @Test func everyDayOfEightCenturiesThereAndBack() {
        var expected = CivilDate(year: 1600, month: 1, day: 1)
        var weekday = 6
        for day in expected.daysSinceEpoch..<CivilDate(year: 2400, month: 1, day: 1).daysSinceEpoch
        {
            let date = CivilDate(daysSinceEpoch: day)
            guard date == expected, date.daysSinceEpoch == day, date.weekday == weekday else {
                Issue.record("day \(day) is \(date), not \(expected)")
                return
            }
            expected.day += 1
            if !expected.isValid {
                expected.day = 1
                expected.month += 1
            }
            if expected.month > 12 {
                expected.month = 1
                expected.year += 1
            }
            weekday = (weekday + 1) % 7
        }
    }

    @Test func aSecondHasItsFields() {
        let time = CivilTime(unixSeconds: -1)
        #expect(time.date == CivilDate(year: 1969, month: 12, day: 31))
        #expect([time.hour, time.minute, time.second] == [23, 59, 59])
    }

    private func format(_ nanoseconds: Int64, _ digits: Int) -> String {
        var bytes: [UInt8] = []
        Timestamp.appendRFC3339(unixNanoseconds: nanoseconds, fractionDigits: digits, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
