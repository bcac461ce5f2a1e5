// LOG_MAX_LINES_PER_SECOND: how many request lines may leave each second. Loops share the budget
// but touch it only until it is spent, so that a flood costs each of them one comparison a request.
import Locking
import Synchronization

/// A number of lines for each second of the wall clock, shared by all loops.
package final class LineBudget: Sendable {
    private let maximumPerSecond: UInt32
    /// The second in the upper half, lines taken in it in the lower.
    private let state = Atomic<UInt64>(0)
    private let refusals = Locked<[RefusalCount]>([])
    private let spent: @Sendable () -> Void

    /// Allows that many lines a second; 0 allows any number. `spent` is called by each loop once in
    /// every second whose lines it found gone, on its thread.
    package init(maximumPerSecond: Int, spent: @escaping @Sendable () -> Void = {}) {
        self.maximumPerSecond = UInt32(clamping: maximumPerSecond)
        self.spent = spent
    }

    /// The share of one loop, for that loop's thread alone.
    package func makeAllowance() -> LineAllowance {
        let count = RefusalCount()
        refusals.withLock { $0.append(count) }
        return LineAllowance(budget: self, refusals: count)
    }

    /// Lines refused so far, of all loops.
    package var refused: UInt64 {
        refusals.withLock { $0 }.reduce(0) { $0 + $1.value.load(ordering: .relaxed) }
    }

    func reportSpent() { spent() }

    /// Takes one line of a second; false where that second's lines are spent.
    func take(inSecond second: UInt32) -> Bool {
        guard maximumPerSecond > 0 else { return true }
        var seen = state.load(ordering: .relaxed)
        while true {
            let current = UInt32(truncatingIfNeeded: seen >> 32)
            let taken = UInt32(truncatingIfNeeded: seen)
            // Why: a loop that read its clock just before the others did belongs to their second;
            // a clock that was set back further begins a new one.
            let isCurrent = second == current || second &+ 1 == current
            if isCurrent, taken >= maximumPerSecond { return false }
            let next = isCurrent ? seen + 1 : UInt64(second) << 32 | 1
            let (exchanged, original) = state.weakCompareExchange(
                expected: seen, desired: next, ordering: .relaxed)
            if exchanged { return true }
            seen = original
        }
    }
}

/// How many lines one loop was refused: written by its thread, read by any.
final class RefusalCount: Sendable {
    let value = Atomic<UInt64>(0)
}

/// One loop's way to the budget; confined to its thread.
package final class LineAllowance {
    private let budget: LineBudget
    private let refusals: RefusalCount
    private var spentSecond: UInt32?

    init(budget: LineBudget, refusals: RefusalCount) {
        self.budget = budget
        self.refusals = refusals
    }

    /// Takes one line, or counts it as refused.
    package func take(unixNanoseconds: Int64) -> Bool {
        let second = UInt32(truncatingIfNeeded: unixNanoseconds / 1_000_000_000)
        let isKnownSpent = second == spentSecond
        if !isKnownSpent, budget.take(inSecond: second) { return true }
        let count = refusals.value.load(ordering: .relaxed)
        refusals.value.store(count &+ 1, ordering: .relaxed)
        if !isKnownSpent {
            spentSecond = second
            budget.reportSpent()
        }
        return false
    }
}
