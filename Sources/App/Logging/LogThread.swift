// The thread that owns stdout. Everyone else leaves lines in the queue and goes on; this one writes
// them, says now and then how many were dropped, and at the end writes what is left.
import CLinux
import Locking
import Reactor
import Synchronization

/// Writes the queue's lines to a descriptor until it is shut down.
package final class LogThread: Sendable {
    private let queue: LogQueue
    private let output: LogOutput
    private let drops: LogDrops
    private let describe: @Sendable (LogDrops.Counts) -> [UInt8]
    private let clock: @Sendable () -> MonotonicTime
    private let stop: WakeUp
    private let finished: WakeUp
    private let deadline = Locked<MonotonicTime?>(nil)
    private let lastLine = Locked<[UInt8]>([])
    private let thread = Locked<ThreadHandle?>(nil)

    /// Starts the thread. `describe` makes the line that tells of dropped ones.
    init(
        queue: LogQueue, descriptor: Int32, drops: LogDrops,
        clock: @escaping @Sendable () -> MonotonicTime,
        describe: @escaping @Sendable (LogDrops.Counts) -> [UInt8]
    ) throws(SystemError) {
        self.queue = queue
        self.drops = drops
        self.clock = clock
        self.describe = describe
        output = LogOutput(descriptor: descriptor)
        stop = try WakeUp()
        finished = try WakeUp()
        let handle = try ThreadHandle.start(name: "log") { [self] in run() }
        thread.withLock { $0 = handle }
    }

    /// Takes no more lines, writes those that wait for at most `limit` and the last line behind all
    /// others, and ends the thread. False where lines were left over; they are counted as dropped.
    /// Call it once.
    package func shutdown(within limit: Duration, lastLine line: [UInt8] = []) -> Bool {
        let end = clock() + limit
        deadline.withLock { $0 = end }
        lastLine.withLock { $0 = line }
        queue.close()
        stop.signal()
        // Why: a margin over the thread's own deadline; a write that a third party blocks must not
        // keep the process from ending.
        guard finished.wait(timeout: limit + .milliseconds(500)) else { return false }
        thread.withLock { $0 }?.join()
        return drops.counts().unwritten == 0
    }

    private func run() {
        blockBrokenPipeSignal()
        var writer = LineWriter(output: output, interrupt: stop.descriptor)
        var reported = LogDrops.Counts()
        var nextReport = clock()
        var isQuiet = true
        while true {
            let isLast = queue.isClosed
            for chunk in queue.take() { write(chunk, with: &writer) }
            let counts = drops.counts()
            if counts == reported {
                isQuiet = clock() >= nextReport
            } else if isLast || clock() >= nextReport {
                report(counts, with: &writer)
                reported = counts
                nextReport = clock() + .seconds(LogLimits.dropReportSeconds)
                isQuiet = false
            }
            if isLast {
                let line = lastLine.withLock { $0 }
                if !line.isEmpty { drops.countUnwritten(writer.write(line, remaining: remaining)) }
                break
            }
            // Why: a loop wakes this thread only for the first line it drops in a second. The later
            // ones are found by one more look after the report.
            _ = queue.wakeUp.wait(timeout: isQuiet ? nil : nextReport - clock())
        }
        finished.signal()
    }

    private func write(_ chunk: consuming LogQueue.Chunk, with writer: inout LineWriter) {
        drops.countUnwritten(writer.write(chunk.bytes, remaining: remaining))
        queue.release(chunk)
    }

    private func report(_ counts: LogDrops.Counts, with writer: inout LineWriter) {
        // Why: nothing is lost where this line is; the next one tells the same and more.
        _ = writer.write(describe(counts), remaining: remaining)
    }

    private func blockBrokenPipeSignal() {
        var signal = SIGPIPE
        // Why: this fails for an invalid set alone, and a blocked SIGPIPE becomes EPIPE.
        _ = unsafe clinux_signals_block(&signal, 1)
    }

    private func remaining() -> Duration? {
        guard let deadline = deadline.withLock({ $0 }) else { return nil }
        return deadline - clock()
    }
}
