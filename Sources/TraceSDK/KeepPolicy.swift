// Tail-keep: what no sampler chose is kept all the same where it failed or was slow, decided when
// the local root ends. Any thread; asked for every unsampled request, so it is two comparisons
// until there is something to keep, and never allocates.
import Synchronization

/// Which unsampled local roots are kept, and how many a second.
package final class KeepPolicy: Sendable {
    /// Why a local root was kept, as its attribute `sampling.reason` says it.
    package enum Reason: String, CaseIterable, Hashable, Sendable {
        /// It failed: a status from 500 on.
        case error
        /// It took longer than the threshold.
        case slow
    }

    /// The attribute of a kept span that names the reason.
    package static let attributeName: StaticString = "sampling.reason"

    private let slowerThanNanoseconds: UInt64
    private let maximumPerSecond: UInt32
    /// High half: the second that is counted; low half: the kept ones in it.
    private let window = Atomic<UInt64>(0)
    private let keptErrors = Atomic<Int>(0)
    private let keptSlow = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)

    /// Keeps at most so many local roots in one second of the monotonic clock.
    package init(slowerThanNanoseconds: UInt64, maximumPerSecond: Int) {
        self.slowerThanNanoseconds = slowerThanNanoseconds
        self.maximumPerSecond = UInt32(clamping: maximumPerSecond)
    }

    /// Decides on a local root that ends now; `nil` where nothing speaks for it, or the rate is
    /// used up, which is counted.
    package func reason(
        hasFailed: Bool, durationNanoseconds: UInt64, nowNanoseconds: UInt64
    ) -> Reason? {
        guard hasFailed || durationNanoseconds > slowerThanNanoseconds else { return nil }
        guard admits(second: nowNanoseconds / 1_000_000_000 & 0xFFFF_FFFF) else {
            refused.add(1, ordering: .relaxed)
            return nil
        }
        guard hasFailed else {
            keptSlow.add(1, ordering: .relaxed)
            return .slow
        }
        keptErrors.add(1, ordering: .relaxed)
        return .error
    }

    /// Local roots kept so far for a reason.
    package func kept(_ reason: Reason) -> Int {
        switch reason {
        case .error: keptErrors.load(ordering: .relaxed)
        case .slow: keptSlow.load(ordering: .relaxed)
        }
    }

    /// Local roots that would have been kept but for the rate.
    package var refusedCount: Int { refused.load(ordering: .relaxed) }

    private func admits(second: UInt64) -> Bool {
        var word = window.load(ordering: .relaxed)
        while true {
            // Why: a loop whose clock was read a little earlier counts into the newer second.
            let newest = max(word >> 32, second)
            let used = word >> 32 == newest ? word & 0xFFFF_FFFF : 0
            guard used < UInt64(maximumPerSecond) else { return false }
            let (exchanged, original) = window.weakCompareExchange(
                expected: word, desired: newest << 32 | (used + 1), ordering: .relaxed)
            if exchanged { return true }
            word = original
        }
    }
}
