// The shape of a line, LOG_FORMAT. Pure.

/// What a line looks like.
package enum LogFormat: String, CaseIterable, Sendable {
    /// One JSON object a line, for machines.
    case json
    /// Time, level and message, for a terminal.
    case text
}
