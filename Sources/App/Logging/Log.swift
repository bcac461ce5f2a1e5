// The program's own log: everything that is not a request line goes through here, from any thread.
import Reactor

/// Writes lines of at least a level; never blocks, never throws.
package struct Log: Sendable {
    /// Less important lines are not written.
    package private(set) var minimumLevel: LogLevel
    private var isSilent = false
    private let encoder: LineEncoder
    private let queue: LogQueue
    private let wall: @Sendable () -> WallTime

    init(
        minimumLevel: LogLevel, encoder: LineEncoder, queue: LogQueue,
        wall: @escaping @Sendable () -> WallTime
    ) {
        self.minimumLevel = minimumLevel
        self.encoder = encoder
        self.queue = queue
        self.wall = wall
    }

    /// The same log with a level of its own instead of the program's; `nil` leaves it as it is.
    package func heard(_ threshold: LogThreshold?) -> Log {
        var log = self
        switch threshold {
        case nil: break
        case .from(let level): log.minimumLevel = level
        case .nothing: log.isSilent = true
        }
        return log
    }

    /// Whether lines of a level are written.
    package func takes(_ level: LogLevel) -> Bool { level >= minimumLevel && !isSilent }

    /// Writes a line now; beyond the queue's bound it is dropped and counted.
    package func write(
        _ level: LogLevel, _ message: String, logger: String = "gatewayz", trace: LogTrace? = nil,
        fields: [LogField] = []
    ) {
        guard takes(level) else { return }
        var line = line(level, message, logger: logger, trace: trace, fields: fields)
        queue.submit(&line, lines: 1, isImportant: level >= .warn)
    }

    /// A line as it would be written now, whether its level is taken or not.
    func line(
        _ level: LogLevel, _ message: String, logger: String = "gatewayz", trace: LogTrace? = nil,
        fields: [LogField] = []
    ) -> [UInt8] {
        let record = LogRecord(
            unixNanoseconds: wall().unixNanoseconds, level: level, logger: logger,
            message: message, trace: trace, fields: fields)
        var line: [UInt8] = []
        encoder.append(record, to: &line)
        return line
    }

    /// Writes an `info` line.
    package func info(_ message: String, fields: [LogField] = []) {
        write(.info, message, fields: fields)
    }

    /// Writes a `warn` line.
    package func warn(_ message: String, fields: [LogField] = []) {
        write(.warn, message, fields: fields)
    }

    /// Writes an `error` line.
    package func error(_ message: String, fields: [LogField] = []) {
        write(.error, message, fields: fields)
    }
}
