// The exporter's times, from the environment variables of the specification.

/// When to export, and how long to try.
package struct ExporterSettings: Hashable, Sendable {
    /// The longest that a span waits in the queue (`OTEL_BSP_SCHEDULE_DELAY`); less than
    /// `minimumScheduleDelay` counts as that.
    package var scheduleDelay = Duration.seconds(5)
    /// The bound of one attempt (`OTEL_EXPORTER_OTLP_TIMEOUT`); zero leaves it to `exportTimeout`.
    package var attemptTimeout = Duration.seconds(10)
    /// The bound of a batch's export, from the begin of its first attempt and its repetitions
    /// included (`OTEL_BSP_EXPORT_TIMEOUT`): then it goes to the spool, or without one lets the
    /// batches behind it go first. Bounds each attempt with or without a spool.
    package var exportTimeout = Duration.seconds(30)
    /// The waits between attempts.
    package var backoff = Backoff()
    /// Requests under way at once while the receiver accepts them; 1 while it does not.
    package var concurrency = 4
    /// From a batch's first failure until it is handed to the spool, or without one lets the
    /// batches behind it go first.
    package var patience = Duration.seconds(5)
    /// From the begin of a batch's first attempt until it is given up, where no spool took it.
    package var longestRetry = Duration.seconds(3_600)
    /// Between two batches of the spool, so that a replay leaves room for what is new.
    package var replayInterval = Duration.milliseconds(50)

    /// A thread that looks more often than this would do little else.
    package static let minimumScheduleDelay = Duration.milliseconds(10)
    /// The least that an export or an attempt may take.
    package static let minimumTimeout = Duration.milliseconds(1)
    /// An attempt that has less time than this is not begun; the batch goes to the spool instead.
    package static let shortestAttempt = Duration.milliseconds(500)
    /// A batch that failed so often while others got through is given up: it is the batch.
    package static let maximumStrikes = 10
    /// The most of a shutdown's time that is kept for handing over to the spool.
    package static let spoolReserve = Duration.seconds(1)
    /// The least that the spool has behind a shutdown's time, so that an early end is no loss.
    static let shortestGrace = Duration.milliseconds(200)

    /// The specification's defaults.
    package init() {}

    /// How long behind the time of a shutdown the spool is still offered what is left: a quarter of
    /// that time, from `shortestGrace` to `spoolReserve`.
    package static func spoolGrace(afterShutdownOf timeout: Duration) -> Duration {
        min(spoolReserve, max(shortestGrace, timeout / 4))
    }

    /// The same within what the exporter can do.
    var sound: ExporterSettings {
        var settings = self
        settings.scheduleDelay = max(scheduleDelay, Self.minimumScheduleDelay)
        settings.exportTimeout = max(exportTimeout, Self.minimumTimeout)
        let attempt = attemptTimeout > .zero ? attemptTimeout : settings.exportTimeout
        settings.attemptTimeout = min(attempt, settings.exportTimeout)
        settings.concurrency = min(max(1, concurrency), 64)
        settings.patience = max(.zero, patience)
        settings.replayInterval = max(.zero, replayInterval)
        return settings
    }
}
