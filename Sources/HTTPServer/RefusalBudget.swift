// How many connections beyond the cap are told so: a bucket of tokens that refills with time. A
// value; it reads no clock.
import Reactor

/// Grants up to `burst` refusals at once and as many again per second.
struct RefusalBudget {
    private let burst: Int
    private var used = 0
    private var refilledAt = MonotonicTime(nanoseconds: 0)

    init(perSecond burst: Int) {
        precondition(burst > 0, "a budget grants at least one refusal a second")
        self.burst = burst
    }

    /// How many are granted at this time.
    mutating func available(at now: MonotonicTime) -> Int {
        guard used > 0 else { return burst }
        let interval = 1_000_000_000 / UInt64(burst)
        let passed = (now.nanoseconds - min(refilledAt.nanoseconds, now.nanoseconds)) / interval
        if passed >= UInt64(used) {
            used = 0
        } else {
            used -= Int(passed)
            refilledAt.nanoseconds += passed * interval
        }
        return burst - used
    }

    /// Takes one; false when none is left.
    mutating func take(at now: MonotonicTime) -> Bool {
        guard available(at: now) > 0 else { return false }
        if used == 0 { refilledAt = now }
        used += 1
        return true
    }

    /// Returns one that was taken and not needed.
    mutating func giveBack() { used = max(0, used - 1) }
}
