// `Retry-After` in all its forms, and the dates that it may be.
import Testing

@testable import OTLP

struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    private static let example: Int64 = 784_111_777

    @Test(
        arguments: [
            ("5", Duration.seconds(5)), ("0", .zero), ("86400", .seconds(86_400)),
            ("86401", .seconds(86_400)), ("99999999999999999999", .seconds(86_400)),
            ("-1", nil), ("+1", nil), ("1.5", nil), ("", nil), (nil, nil), ("soon", nil),
            (" 5", nil), ("5s", nil),
        ] as [(String?, Duration?)])
    func secondsAreCounted(_ field: String?, _ delay: Duration?) {
        #expect(RetryAfter.parse(field, date: nil, nowUnixSeconds: Self.example) == delay)
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ])
    func aDateIsAWait(_ field: String) {
        let now = Self.example
        #expect(RetryAfter.unixSeconds(field) == now)
        #expect(
            RetryAfter.parse(field, date: nil, nowUnixSeconds: now - 7) == .seconds(7))
        #expect(RetryAfter.parse(field, date: nil, nowUnixSeconds: now + 7) == .zero)
        #expect(
            RetryAfter.parse(field, date: nil, nowUnixSeconds: now - 86_400) == .seconds(86_400))
        #expect(
            RetryAfter.parse(field, date: nil, nowUnixSeconds: now - 86_401) == .seconds(86_400))
    }

    @Test func theReceiversOwnClockCounts() {
        let wait = RetryAfter.parse(
            "Sun, 06 Nov 1994 08:49:37 GMT", date: "Sun, 06 Nov 1994 08:49:07 GMT",
            nowUnixSeconds: 2_000_000_000)
        #expect(wait == .seconds(30))
        let unreadable = RetryAfter.parse(
            "Sun, 06 Nov 1994 08:49:37 GMT", date: "yesterday", nowUnixSeconds: Self.example - 3)
        #expect(unreadable == .seconds(3))
    }

    @Test(arguments: [
        "Sun, 31 Feb 2026 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37", "06 Nov 1994", "GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, xx Nov 1994 08:49:37 GMT",
    ])
    func whatIsNoDateIsNoWait(_ field: String) {
        #expect(RetryAfter.unixSeconds(field) == nil)
    }

    @Test func aDateCutAtEveryByteIsNoneOrEarlier() {
        let whole = "Sun, 06 Nov 1994 08:49:37 GMT"
        for length in 0..<whole.count {
            #expect(RetryAfter.unixSeconds(String(whole.prefix(length))) == nil)
        }
    }
}
