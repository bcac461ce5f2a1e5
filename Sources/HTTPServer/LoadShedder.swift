// When a loop turns requests away. Handlers run inline, so the only queue is the loop's own lag:
// the time from waking up to reaching a request. A value; it reads no clock.
import Reactor

/// Decides from the length of a loop's turns which requests have waited too long.
///
/// Once every turn of some time has lasted longer than the threshold, requests that are reached
/// later than the threshold are refused. What comes earlier in a turn is served, so that a loop
/// under any load spends that much of each turn on good work.
struct LoadShedder {
    private let threshold: UInt64
    private let patience: UInt64
    /// Nanoseconds since the loop began to lag without a break; 0 while it does not.
    private var laggedSince: UInt64 = 0
    /// Whether requests that have waited too long are refused now.
    private(set) var isShedding = false

    init(threshold: Duration, patience: Duration = ServerLimits.shedPatience) {
        self.threshold = UInt64(max(0, threshold.wholeNanoseconds))
        self.patience = UInt64(max(0, patience.wholeNanoseconds))
    }

    /// A turn lasted from `began` at least until `latest`.
    mutating func turnEnded(began: MonotonicTime, latest: MonotonicTime) {
        guard latest > began, latest.nanoseconds - began.nanoseconds > threshold else {
            laggedSince = 0
            isShedding = false
            return
        }
        if laggedSince == 0 { laggedSince = began.nanoseconds }
        isShedding = latest.nanoseconds - laggedSince >= patience
    }

    /// Whether a request that is reached this long after its turn began is refused; one with a body
    /// has half the time.
    func refuses(began: MonotonicTime, reached: MonotonicTime, hasBody: Bool) -> Bool {
        guard isShedding, reached > began else { return false }
        let lag = reached.nanoseconds - began.nanoseconds
        return lag > (hasBody ? threshold / 2 : threshold)
    }
}
