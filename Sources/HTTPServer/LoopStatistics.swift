// Counts of one loop that other threads read: plain atomics. The loop writes them; only `opened`
// comes from the loop that accepts.
import Synchronization

/// The gauges of one loop; readable from any thread.
package final class LoopStatistics: Sendable {
    private let connections = Atomic<Int>(0)
    private let phases = InlineArray<7, Atomic<Int>> { _ in Atomic(0) }

    /// Open connections.
    package var open: Int { connections.load(ordering: .relaxed) }

    /// Open connections that wait for this.
    package func count(in phase: Phase) -> Int { phases[phase.rawValue].load(ordering: .relaxed) }

    /// Of those, the ones between two requests, or before their first.
    package var waiting: Int { count(in: .idle) + count(in: .opened) }

    func opened() {
        connections.wrappingAdd(1, ordering: .relaxed)
        moved(from: nil, to: .opened)
    }

    func closed(_ phase: Phase) {
        connections.wrappingSubtract(1, ordering: .relaxed)
        moved(from: phase, to: nil)
    }

    func moved(from old: Phase?, to new: Phase?) {
        guard old != new else { return }
        if let old { phases[old.rawValue].wrappingSubtract(1, ordering: .relaxed) }
        if let new { phases[new.rawValue].wrappingAdd(1, ordering: .relaxed) }
    }
}
