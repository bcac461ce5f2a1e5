// From which level on a part of the program is heard, where it has a level of its own.

/// What `OTEL_LOG_LEVEL` says of the lines of tracing.
package enum LogThreshold: Hashable, Sendable {
    /// Lines of this level and above.
    case from(LogLevel)
    /// No line at all.
    case nothing
}
