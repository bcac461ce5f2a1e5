// How long Sentry wants no error events: `X-Sentry-Rate-Limits` on any answer, `Retry-After` with a
// 429 (Sentry developer documentation, "Rate Limiting").
// Any thread. Pure: times are monotonic nanoseconds that the caller reads.

/// Until when nothing is sent.
struct SentryRateLimits: Hashable, Sendable {
    private var untilNanoseconds: UInt64 = 0

    /// Whether an error event must not be sent now.
    func forbids(at nanoseconds: UInt64) -> Bool { nanoseconds < untilNanoseconds }

    /// Takes an answer in; a pause is only ever made longer.
    mutating func observe(
        status: Int, rateLimits: String?, retryAfter: String?, at nanoseconds: UInt64,
        limits: SentryLimits
    ) {
        var seconds: UInt64?
        if let rateLimits {
            // Why: where the field is there at all, a 429's other field says nothing.
            seconds = Self.pause(rateLimits) ?? 0
        } else if status == 429 {
            let asked = retryAfter.flatMap { Self.number(Substring($0)) }
            seconds = asked ?? limits.defaultPauseSeconds
        }
        guard let seconds else { return }
        let pause = min(seconds, limits.maximumPauseSeconds) * 1_000_000_000
        untilNanoseconds = max(untilNanoseconds, nanoseconds + pause)
    }

    /// The longest of `<seconds>:<category;category>:<scope>:<reason>, …` that concerns errors; an
    /// empty list of categories concerns all.
    static func pause(_ field: String) -> UInt64? {
        var longest: UInt64?
        for limit in field.split(separator: ",") {
            let parts = limit.split(separator: ":", omittingEmptySubsequences: false)
            guard let first = parts.first, let seconds = number(first) else { continue }
            let categories = parts.count > 1 ? parts[1].split(separator: ";") : []
            guard categories.isEmpty || categories.contains(where: { trimmed($0) == "error" })
            else {
                continue
            }
            longest = max(longest ?? 0, seconds)
        }
        return longest
    }

    private static func number(_ text: Substring) -> UInt64? {
        let digits = trimmed(text)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(digits)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
