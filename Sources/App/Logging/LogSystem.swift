// The parts of logging put together, once, by the roof.
package import Reactor

/// The log thread and the ways to it.
package final class LogSystem: Sendable {
    /// The program's own log.
    package let log: Log
    /// What was dropped so far.
    package let drops: LogDrops
    private let minimumLevel: LogLevel
    private let encoder: LineEncoder
    private let queue: LogQueue
    private let budget: LineBudget
    private let thread: LogThread

    /// Starts the log thread on a descriptor, stdout's as a rule, which stays the caller's.
    package init(
        _ configuration: LogConfiguration, descriptor: Int32, clocks: Clocks
    ) throws(SystemError) {
        let encoder = LineEncoder(
            format: configuration.format, service: configuration.service,
            environment: configuration.environment)
        let queue = try LogQueue()
        self.queue = queue
        // Why: where lines are refused none arrives, so that nothing else would wake the log thread
        // to say so.
        budget = LineBudget(maximumPerSecond: configuration.maximumLinesPerSecond) {
            queue.wakeUp.signal()
        }
        let drops = LogDrops(budget: budget, queue: queue)
        self.drops = drops
        self.encoder = encoder
        minimumLevel = configuration.minimumLevel
        log = Log(
            minimumLevel: configuration.minimumLevel, encoder: encoder, queue: queue,
            wall: clocks.wall)
        thread = try LogThread(
            queue: queue, descriptor: descriptor, drops: drops, clock: clocks.monotonic
        ) { counts in
            Self.describe(counts, with: encoder, at: clocks.wall())
        }
    }

    /// The request lines of one loop, for its thread alone; the routes are templates.
    package func makeAccessLog(routes: [String]) -> AccessLog {
        AccessLog(
            routes: routes, encoder: encoder, buffer: LogBuffer(queue: queue),
            allowance: budget.makeAllowance(), isOn: minimumLevel <= .info)
    }

    /// The way of spans into the log, which share the request lines' budget; any thread.
    package func makeSpanLines(clocks: Clocks) -> SpanLines {
        SpanLines(
            encoder: encoder, queue: queue, allowance: budget.makeAllowance(), wall: clocks.wall)
    }

    /// Writes what waits for at most `limit`, how many lines were dropped and then the last words,
    /// an `info` line that nothing follows; ends the log thread. Later lines are dropped. False
    /// where lines were left over.
    package func shutdown(within limit: Duration, lastWords: String? = nil) -> Bool {
        let line = lastWords.flatMap { log.takes(.info) ? log.line(.info, $0) : nil }
        return thread.shutdown(within: limit, lastLine: line ?? [])
    }

    private static func describe(
        _ counts: LogDrops.Counts, with encoder: LineEncoder, at time: WallTime
    ) -> [UInt8] {
        let record = LogRecord(
            unixNanoseconds: time.unixNanoseconds, level: .warn, logger: "log",
            message: "\(counts.total) log lines dropped since the start: "
                + "\(counts.overRate) above LOG_MAX_LINES_PER_SECOND, "
                + "\(counts.queueFull) while stdout was slow, \(counts.unwritten) not writable",
            fields: [
                LogField("dropped_lines", .whole(Int64(clamping: counts.total))),
                LogField("dropped_over_rate", .whole(Int64(clamping: counts.overRate))),
                LogField("dropped_queue_full", .whole(Int64(clamping: counts.queueFull))),
                LogField("dropped_unwritten", .whole(Int64(clamping: counts.unwritten))),
            ])
        var line: [UInt8] = []
        encoder.append(record, to: &line)
        return line
    }
}
