// What Sentry asks for, and for how long.
import Testing

@testable import Curl
@testable import Sentry

struct SentryRateLimitsTests {
    @Test(arguments: [
        ("60:error:key", 60 as UInt64?), ("60::organization:reason", 60), ("60", 60),
        ("60:transaction;error:key, 2700:attachment:key", 60), ("10::org, 60:error:key", 60),
        ("60:transaction:key", nil), (" 7 : error : key ", 7), ("x:error", nil), ("", nil),
        ("-1:error", nil), ("60:errors:key", nil), ("5::key:reason:ns", 5),
    ])
    func theLongestPauseForErrorsCounts(field: String, seconds: UInt64?) {
        #expect(SentryRateLimits.pause(field) == seconds)
    }

    private func pause(_ status: Int, _ rateLimits: String?, _ retryAfter: String?) -> UInt64 {
        var limits = SentryRateLimits()
        limits.observe(
            status: status, rateLimits: rateLimits, retryAfter: retryAfter, at: 0,
            limits: SentryLimits())
        return (0...90_000).first { !limits.forbids(at: $0 * 1_000_000_000) } ?? .max
    }

    @Test(
        arguments: [
            (200, nil, nil, 0), (200, "30:error:key", nil, 30), (429, "30:error:key", "90", 30),
            (429, "30:transaction:key", "90", 0), (429, nil, "90", 90), (429, nil, nil, 60),
            (429, nil, "Fri, 31 Dec 1999 23:59:59 GMT", 60), (503, nil, "90", 0),
            (200, "86400:error:key", nil, 86_400), (200, "86401:error:key", nil, 86_400),
            (429, nil, "99999999999999999999", 60),
        ] as [(Int, String?, String?, UInt64)])
    func anAnswerSaysHowLong(
        status: Int, rateLimits: String?, retryAfter: String?, seconds: UInt64
    ) {
        #expect(pause(status, rateLimits, retryAfter) == seconds)
    }

    @Test func severalLinesAreOneList() {
        let name = "x-sentry-rate-limits"
        let response = OutgoingResponse(
            status: 200, headers: [(name, "60:transaction:key"), ("date", ""), (name, "7:error")],
            body: [], durationNanoseconds: 1, peerAddress: nil, peerPort: nil,
            reusedConnection: false)
        #expect(response.list(name) == "60:transaction:key,7:error")
        #expect(response.list(name).flatMap(SentryRateLimits.pause) == 7)
        #expect(response.list("retry-after") == nil)
    }

    @Test func aPauseIsOnlyEverMadeLonger() {
        var limits = SentryRateLimits()
        for field in ["60:error", "5:error"] {
            limits.observe(
                status: 200, rateLimits: field, retryAfter: nil, at: 0, limits: SentryLimits())
        }
        #expect(limits.forbids(at: 59_999_999_999))
        #expect(!limits.forbids(at: 60_000_000_000))
    }
}
