// The store for where no file can be written: it keeps nothing and says so. Any thread.
package import Health

/// A store without a disk: evidence lives as long as the process.
package struct MemoryHealthStore: HealthStore {
    private let reason: String

    /// `reason` says why there is no file, and is shown as the reason of the degraded state.
    package init(reason: String) {
        self.reason = reason
    }

    /// Answers at once with nothing.
    package func restore(
        sinceUnixMilliseconds time: Int64, _ deliver: @escaping @Sendable (StoredHistory) -> Void
    ) {
        deliver(StoredHistory())
    }

    /// Takes everything and keeps nothing.
    package func save(_ changes: StoredHistory) -> Bool { true }

    /// Always degraded, with the reason it was made for.
    package func report() -> StoreReport {
        StoreReport(kind: .memory, state: .degraded, reason: reason)
    }

    /// Does nothing.
    package func close(within limit: Duration) {}
}
