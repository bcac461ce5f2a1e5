// What the spool holds and has done, for metrics, /health and tests.
// Any thread; a value.
package import Reactor

/// The spool at one moment.
package struct SpoolReport: Hashable, Sendable {
    /// Why nothing is spooled; `nil` where the spool works.
    package var offReason: String?
    /// Files that are ours to send.
    package var files = 0
    /// Their bytes.
    package var bytes = 0
    /// When the oldest of them was written.
    package var oldest: WallTime?
    /// Files of another environment or endpoint, or of a later version: left where they are.
    package var foreignFiles = 0
    /// Batches written since the start.
    package var writtenBatches = 0
    /// Batches that were read back and settled since the start.
    package var replayedBatches = 0
    /// Files that were not what had been written, and were removed.
    package var damagedFiles = 0
    /// Batches that could not be written.
    package var failedWrites = 0

    /// Files that could not be removed, so that the next process may send them again.
    package var failedRemovals = 0

    /// Nothing yet.
    package init(offReason: String? = nil) { self.offReason = offReason }
}
