// The monitor's bounds and rhythms, each with its name.

/// The bounds of the monitor.
package struct MonitorLimits: Sendable {
    /// Outcomes that may wait for the monitor's thread; further ones are dropped and counted.
    package var mailboxCapacity = 16_384
    /// Shortest time from one published board to the next.
    package var publishInterval = Duration.milliseconds(100)
    /// Longest time after which windows are aged, evidence or not.
    package var agingInterval = Duration.seconds(1)
    /// Time from one hand-over to the store to the next: what a killed process loses at most.
    package var saveInterval = Duration.milliseconds(400)
    /// How long the first board waits for what an earlier life had stored.
    package var restorePatience = Duration.seconds(2)

    /// The product's bounds.
    package init() {}
}
