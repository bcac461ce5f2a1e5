// Which lines were never seen, and why: for the metric and for the line that tells of them.
import Synchronization

/// Counts of dropped lines by reason; callable from any thread.
package final class LogDrops: Sendable {
    /// Lines dropped so far.
    package struct Counts: Sendable, Equatable {
        /// Request lines above LOG_MAX_LINES_PER_SECOND.
        package var overRate: UInt64 = 0
        /// Lines for which the queue had no room.
        package var queueFull: UInt64 = 0
        /// Lines that could not be written.
        package var unwritten: UInt64 = 0

        /// All of them.
        package var total: UInt64 { overRate + queueFull + unwritten }
    }

    private let budget: LineBudget
    private let queue: LogQueue
    private let unwritten = Atomic<UInt64>(0)

    init(budget: LineBudget, queue: LogQueue) {
        self.budget = budget
        self.queue = queue
    }

    /// The current counts.
    package func counts() -> Counts {
        Counts(
            overRate: budget.refused, queueFull: queue.refused,
            unwritten: unwritten.load(ordering: .relaxed))
    }

    func countUnwritten(_ lines: Int) {
        unwritten.wrappingAdd(UInt64(lines), ordering: .relaxed)
    }
}
