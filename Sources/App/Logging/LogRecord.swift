// A line before it is rendered.

/// One line to be.
package struct LogRecord: Sendable {
    /// When, in nanoseconds since 1970.
    package var unixNanoseconds: Int64
    /// How important.
    package var level: LogLevel
    /// Who says it.
    package var logger: String
    /// What.
    package var message: String
    /// In which span, if in one.
    package var trace: LogTrace?
    /// What else, in this order.
    package var fields: [LogField]

    /// Puts a line together.
    package init(
        unixNanoseconds: Int64, level: LogLevel, logger: String, message: String,
        trace: LogTrace? = nil, fields: [LogField] = []
    ) {
        self.unixNanoseconds = unixNanoseconds
        self.level = level
        self.logger = logger
        self.message = message
        self.trace = trace
        self.fields = fields
    }
}
