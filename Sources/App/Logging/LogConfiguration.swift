// What the settings say about logging, as a value.

/// What the settings say about logging.
package struct LogConfiguration: Sendable {
    /// LOG_FORMAT.
    package var format: LogFormat
    /// LOG_LEVEL.
    package var minimumLevel: LogLevel
    /// LOG_MAX_LINES_PER_SECOND; 0 is no bound.
    package var maximumLinesPerSecond: Int
    /// The `service` of every line.
    package var service: String
    /// The `environment` of every line.
    package var environment: String

    /// Puts the settings together.
    package init(
        format: LogFormat = .json, minimumLevel: LogLevel = .info,
        maximumLinesPerSecond: Int = 400, service: String, environment: String
    ) {
        self.format = format
        self.minimumLevel = minimumLevel
        self.maximumLinesPerSecond = maximumLinesPerSecond
        self.service = service
        self.environment = environment
    }
}
