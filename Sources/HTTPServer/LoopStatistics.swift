// Counts of one loop that other threads read: plain atomics, written by the loop alone.
import Synchronization

/// The gauges of one loop; readable from any thread.
package final class LoopStatistics: Sendable {
    private let connections = Atomic<Int>(0)
    private let lingering = Atomic<Int>(0)
    private let idle = Atomic<Int>(0)

    /// Open connections.
    package var open: Int { connections.load(ordering: .relaxed) }
    /// Of those, the ones between two requests, or before their first.
    package var waiting: Int { idle.load(ordering: .relaxed) }
    /// Of those, the ones that only wait for the client to close.
    package var closing: Int { lingering.load(ordering: .relaxed) }

    func opened() {
        connections.wrappingAdd(1, ordering: .relaxed)
        idle.wrappingAdd(1, ordering: .relaxed)
    }

    func closed(_ phase: Phase) {
        connections.wrappingSubtract(1, ordering: .relaxed)
        moved(from: phase, to: nil)
    }

    func moved(from old: Phase, to new: Phase?) {
        let change = Self.isWaiting(new) - Self.isWaiting(old)
        if change != 0 { idle.wrappingAdd(change, ordering: .relaxed) }
        let closing = (new == .lingering ? 1 : 0) - (old == .lingering ? 1 : 0)
        if closing != 0 { lingering.wrappingAdd(closing, ordering: .relaxed) }
    }

    private static func isWaiting(_ phase: Phase?) -> Int {
        phase == .idle || phase == .opened ? 1 : 0
    }
}
