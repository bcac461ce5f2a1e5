// How many requests may be under way: as many as allowed while they succeed, none during a
// back-off, one to try whether it has passed. One failing batch slows all down, since what fails is
// nearly always the receiver.
// The exporter's thread only; time comes from its caller.
import Reactor

/// The pace of sending.
struct SendGate: Sendable {
    private let concurrency: Int
    /// Failures in a row.
    private(set) var failures = 0
    private var backingOffUntil = MonotonicTime(nanoseconds: 0)
    private var askedToWaitUntil = MonotonicTime(nanoseconds: 0)
    /// Whether the receiver has accepted anything yet.
    private var hasSucceeded = false

    init(concurrency: Int) { self.concurrency = max(1, concurrency) }

    /// Requests that may be under way at once.
    func limit(at now: MonotonicTime) -> Int {
        if now < pausedUntil { return 0 }
        return failures == 0 && hasSucceeded ? concurrency : 1
    }

    /// Nothing is sent before.
    var pausedUntil: MonotonicTime { max(backingOffUntil, askedToWaitUntil) }

    /// Whether the last attempts failed, or the receiver wants to be left alone.
    func isFailing(at now: MonotonicTime) -> Bool { failures > 0 || now < askedToWaitUntil }

    /// A batch arrived: the back-off is over. Not a wait that the receiver asked for: what arrives
    /// during one was sent before it.
    mutating func succeed() {
        hasSucceeded = true
        failures = 0
        backingOffUntil = MonotonicTime(nanoseconds: 0)
    }

    /// An attempt failed in a way that may pass; the receiver may have asked for a longer wait.
    mutating func fail(now: MonotonicTime, backoff: Backoff, draw: Double, asked: Duration?) {
        failures += 1
        let delay = backoff.delay(afterFailures: failures, draw: draw)
        backingOffUntil = max(backingOffUntil, now + delay)
        if let asked { askedToWaitUntil = max(askedToWaitUntil, now + asked) }
    }
}
