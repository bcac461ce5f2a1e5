// The exporter's times, from the environment variables of the specification.

/// When to export, and how long to try.
package struct ExporterSettings: Hashable, Sendable {
    /// The longest that a span waits in the queue (`OTEL_BSP_SCHEDULE_DELAY`); less than
    /// `minimumScheduleDelay` counts as that.
    package var scheduleDelay = Duration.seconds(5)
    /// The bound of one export, its repetitions included where a spool takes what they could not
    /// deliver, else of each attempt (`OTEL_EXPORTER_OTLP_TIMEOUT`); zero is no bound, which for a
    /// receiver that hangs still means `longestAttempt`.
    package var attemptTimeout = Duration.seconds(10)
    /// The waits between attempts.
    package var backoff = Backoff()
    /// Requests under way at once while the receiver accepts them; 1 while it does not.
    package var concurrency = 4
    /// From a batch's first failure until it is handed to the spool, or without one lets the
    /// batches behind it go first.
    package var patience = Duration.seconds(5)
    /// From a batch's first failure until it is given up, where no spool took it.
    package var longestRetry = Duration.seconds(3_600)
    /// Between two batches of the spool, so that a replay leaves room for what is new.
    package var replayInterval = Duration.milliseconds(50)

    /// A thread that looks more often than this would do little else.
    package static let minimumScheduleDelay = Duration.milliseconds(10)
    /// What stands for an attempt without a bound.
    package static let longestAttempt = Duration.seconds(3_600)
    /// An attempt that has less time than this is not begun; the batch goes to the spool instead.
    package static let shortestAttempt = Duration.milliseconds(500)
    /// A batch that failed so often while others got through is given up: it is the batch.
    package static let maximumStrikes = 10
    /// The most of a shutdown's time that is kept for handing over to the spool.
    package static let spoolReserve = Duration.seconds(1)

    /// The specification's defaults.
    package init() {}

    /// The same within what the exporter can do.
    var sound: ExporterSettings {
        var settings = self
        settings.scheduleDelay = max(scheduleDelay, Self.minimumScheduleDelay)
        if attemptTimeout <= .zero { settings.attemptTimeout = Self.longestAttempt }
        settings.concurrency = min(max(1, concurrency), 64)
        settings.patience = max(.zero, patience)
        settings.replayInterval = max(.zero, replayInterval)
        return settings
    }
}
