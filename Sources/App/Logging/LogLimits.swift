// The named limits of logging: whatever is logged, lines and memory stay bounded.

/// Bounds on log lines and on the memory that waits for stdout.
package enum LogLimits {
    /// Bytes of one line with its newline; what does not fit is cut and marked.
    package static let lineBytes = 16_384
    /// Bytes of a message in the line, before its trace id.
    package static let messageBytes = 8_192
    /// Bytes of one field's value in the line.
    package static let fieldBytes = 2_048
    /// Bytes of a logger's label, the service and the environment in the line, each.
    package static let labelBytes = 256
    /// Bytes of a field's key.
    package static let keyBytes = 64
    /// Bytes of a request's path in its line.
    package static let pathBytes = 200
    /// Bytes of the provider that a request asked for.
    package static let providerBytes = 64
    /// Bytes of lines that wait for stdout.
    package static let queueBytes = 4 << 20
    /// The part of the queue that only warnings and errors may fill.
    package static let reservedBytes = 1 << 20
    /// Bytes of lines that a loop gathers before it hands them over within a turn.
    package static let bufferBytes = 64 << 10
    /// Emptied buffers kept for reuse.
    package static let spareBuffers = 16
    /// Seconds between two lines that tell of dropped ones.
    package static let dropReportSeconds = 1
}
