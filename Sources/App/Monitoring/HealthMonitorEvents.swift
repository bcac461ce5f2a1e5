// What the monitor tells the one who composed it; on these closures hang the loops and the metrics.
package import Health

/// Closures called on the monitor's thread; they must not block.
package struct HealthMonitorEvents: Sendable {
    /// A new board is there.
    package var onBoard: @Sendable (MonitoringBoard) -> Void
    /// An outcome was looked at; the flag says whether it was recent enough to count.
    package var didRecord: @Sendable (Outcome, _ isTaken: Bool) -> Void

    /// Events that nobody listens to, or that these closures do.
    package init(
        onBoard: @escaping @Sendable (MonitoringBoard) -> Void = { _ in },
        didRecord: @escaping @Sendable (Outcome, Bool) -> Void = { _, _ in }
    ) {
        self.onBoard = onBoard
        self.didRecord = didRecord
    }
}
