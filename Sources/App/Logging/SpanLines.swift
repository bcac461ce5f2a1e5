// Spans as lines of the log, for OTEL_TRACES_EXPORTER=console: the same pipeline, bounds and keys
// as every other line, so that who reads the log can read them too.
// Any thread; in the program, the exporter's.
import Locking
package import PocketTempo
import Reactor

/// Writes spans as lines.
package final class SpanLines: Sendable {
    /// Spans whose line was not written; each is counted as a dropped line too.
    package struct Refused: Hashable, Sendable {
        /// Above LOG_MAX_LINES_PER_SECOND.
        package var overRate = 0
        /// Without room in the queue.
        package var queueFull = 0
    }

    private let encoder: LineEncoder
    private let queue: LogQueue
    private let allowance: Locked<LineAllowance>
    private let wall: @Sendable () -> WallTime

    init(
        encoder: LineEncoder, queue: LogQueue, allowance: sending LineAllowance,
        wall: @escaping @Sendable () -> WallTime
    ) {
        self.encoder = encoder
        self.queue = queue
        self.allowance = Locked(allowance)
        self.wall = wall
    }

    /// Writes a line for each span that the second's budget and the queue have room for; never
    /// blocks. LOG_LEVEL does not bear on them: they were asked for by name.
    package func write(_ spans: [PocketSpan]) -> Refused {
        var refused = Refused()
        var bytes: [UInt8] = []
        var lines = 0
        func handOver() {
            if !queue.submit(&bytes, lines: lines, isImportant: false) {
                refused.queueFull += lines
            }
            lines = 0
        }
        for span in spans {
            let now = wall().unixNanoseconds
            guard allowance.withLock({ $0.take(unixNanoseconds: now) }) else {
                refused.overRate += 1
                continue
            }
            encoder.append(Self.record(span, at: now), to: &bytes)
            lines += 1
            if bytes.count >= LogLimits.bufferBytes { handOver() }
        }
        handOver()
        return refused
    }

    /// The line of a span: what it is, then its attributes, events and links in their order.
    static func record(_ span: PocketSpan, at unixNanoseconds: Int64) -> LogRecord {
        LogRecord(
            unixNanoseconds: unixNanoseconds, level: .info, logger: "spans",
            message: "Span \(span.name)",
            trace: LogTrace(
                traceHigh: span.traceID.high, traceLow: span.traceID.low, span: span.spanID,
                isSampled: span.flags & 1 == 1),
            fields: SpanFields(of: span).list)
    }
}
