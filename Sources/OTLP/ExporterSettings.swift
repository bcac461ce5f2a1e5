// The exporter's times, from the environment variables of the specification.

/// When to export, and how long to try.
package struct ExporterSettings: Hashable, Sendable {
    /// The longest that a span waits in the queue (`OTEL_BSP_SCHEDULE_DELAY`).
    package var scheduleDelay = Duration.seconds(5)
    /// The bound of one attempt (`OTEL_EXPORTER_OTLP_TIMEOUT`).
    package var attemptTimeout = Duration.seconds(10)
    /// The waits between attempts.
    package var backoff = Backoff()

    /// The specification's defaults.
    package init() {}
}
