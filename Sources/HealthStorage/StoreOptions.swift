// The store's bounds, each with its name; tests meet them with smaller numbers.

/// The bounds of a store.
package struct StoreOptions: Sendable {
    /// Largest database file in bytes; beyond it writing fails as on a full disk.
    package var maximumFileBytes: Int64 = 1 << 30
    /// Size in bytes to which the write-ahead log is cut after a checkpoint.
    package var maximumJournalBytes: Int64 = 16 << 20
    /// How long SQLite waits for another process's lock, in milliseconds.
    package var busyTimeoutMilliseconds = 5000
    /// Hand-overs that may wait for the storage thread.
    package var mailboxCapacity = 64
    /// Minutes kept in memory while they cannot be written.
    package var maximumPendingMinutes = 12_000
    /// Error rows of one provider kept in memory while they cannot be written.
    package var maximumPendingErrors = 1000
    /// Error rows of one provider kept on disk.
    package var maximumStoredErrors = 1000
    /// How long minutes stay on disk.
    package var minuteRetention = Duration.seconds(7200)
    /// Time from one removal of old rows to the next.
    package var pruneInterval = Duration.seconds(60)
    /// Time from a failed write to the next attempt.
    package var retryInterval = Duration.seconds(1)

    /// The product's bounds.
    package init() {}
}
