// The exporter's times, from the environment variables of the specification.

/// When to export, and how long to try.
package struct ExporterSettings: Hashable, Sendable {
    /// The longest that a span waits in the queue (`OTEL_BSP_SCHEDULE_DELAY`); less than
    /// `minimumScheduleDelay` counts as that.
    package var scheduleDelay = Duration.seconds(5)
    /// The bound of one attempt (`OTEL_EXPORTER_OTLP_TIMEOUT`); zero is no bound, which for a
    /// receiver that hangs still means `longestAttempt`.
    package var attemptTimeout = Duration.seconds(10)
    /// The waits between attempts.
    package var backoff = Backoff()

    /// A thread that looks more often than this would do little else.
    package static let minimumScheduleDelay = Duration.milliseconds(10)
    /// What stands for an attempt without a bound.
    package static let longestAttempt = Duration.seconds(3_600)

    /// The specification's defaults.
    package init() {}

    /// The same within what the exporter can do.
    var sound: ExporterSettings {
        var settings = self
        settings.scheduleDelay = max(scheduleDelay, Self.minimumScheduleDelay)
        if attemptTimeout <= .zero { settings.attemptTimeout = Self.longestAttempt }
        return settings
    }
}
