// The newest errors of one provider: a ring that forgets the oldest.
// Pure value with copy on write: a published board keeps its own while the monitor appends.

/// The newest 1,000 errors of one provider.
package struct ErrorLog: Sendable {
    private var ring: [ErrorRecord] = []
    /// The place of the oldest row once the ring is full.
    private var oldest = 0
    /// Rows ever appended; rows beyond the capacity have been forgotten.
    package private(set) var appended: UInt64 = 0

    /// Most rows kept.
    package static let capacity = 1000

    /// An empty log.
    package init() {}

    /// Number of rows kept, 0 to 1,000.
    package var count: Int { ring.count }

    /// The row at a distance from the newest, which is at 0.
    package subscript(fromNewest distance: Int) -> ErrorRecord {
        precondition((0..<ring.count).contains(distance), "no error row at this distance")
        return ring[(oldest + ring.count - 1 - distance) % ring.count]
    }

    /// Appends a row as the newest; the oldest one gives way when the log is full.
    package mutating func append(_ record: ErrorRecord) {
        appended += 1
        guard ring.count == Self.capacity else {
            ring.append(record)
            return
        }
        ring[oldest] = record
        oldest = (oldest + 1) % Self.capacity
    }

    /// The rows appended after the first `sequence` ones and still kept, oldest first.
    package func rows(after sequence: UInt64) -> [ErrorRecord] {
        let new = Int(min(appended - min(sequence, appended), UInt64(count)))
        return (0..<new).reversed().map { self[fromNewest: $0] }
    }
}
