// What the monitor's thread shows to all others.
// Written by that thread alone, read by any.
import Locking
import Synchronization

/// The newest board, and what of its evidence no store has taken yet.
final class MonitorOutput: Sendable {
    /// The newest board.
    let board: Locked<MonitoringBoard>
    /// Outcomes folded since the store last took everything.
    let unsavedOutcomes = Atomic<UInt64>(0)
    /// Outcomes that were too old for any score.
    let outdatedOutcomes = Atomic<UInt64>(0)

    init(_ board: MonitoringBoard) {
        self.board = Locked(board)
    }
}
