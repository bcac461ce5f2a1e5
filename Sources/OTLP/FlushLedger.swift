// Which batches are done with, so that a flush knows when it is over: batches end in any order, and
// one that was split ends when its last part does.
// The exporter's thread only.

/// The sequences of the batches that have left the queue.
struct FlushLedger: Sendable {
    /// The last batch that was taken from the queue.
    private(set) var lastTaken: UInt64 = 0
    /// Parts of each batch that are not done with.
    private var open: [UInt64: Int] = [:]

    /// A batch left the queue; sequences only grow.
    mutating func take(_ sequence: UInt64) {
        lastTaken = sequence
        open[sequence] = 1
    }

    /// One part of a batch became two; a batch that never was in the queue is nobody's concern.
    mutating func split(_ sequence: UInt64) {
        if let parts = open[sequence] { open[sequence] = parts + 1 }
    }

    /// A part is exported, spooled or given up.
    mutating func settle(_ sequence: UInt64) {
        guard let parts = open[sequence] else { return }
        open[sequence] = parts > 1 ? parts - 1 : nil
    }

    /// Every batch up to this sequence is done with.
    var settled: UInt64 { open.keys.min().map { $0 - 1 } ?? lastTaken }
}
