// The exporter as other threads see it: start, flush, shut down, ask how it is. Its work is done by
// ExporterLoop on a thread of its own; producers never wait for it.
import Locking
package import Reactor

/// Sends the queue's batches to one OTLP receiver, a few at a time, oldest first.
package final class Exporter: Sendable {
    /// What other threads want of the loop and the loop has told them.
    struct Control {
        var state = TracingState.starting
        /// Every batch up to this sequence is to be exported without waiting for the schedule.
        var flushTarget: UInt64 = 0
        /// Every batch up to this sequence is exported, spooled or given up.
        var settled: UInt64 = 0
        var flushWaiters: [FlushWaiter] = []
        var shutdownDeadline: MonotonicTime?
        /// From here on a shutdown offers nothing more to the spool.
        var leavingEnds: MonotonicTime?
        /// The replies that the loop has not seen, with the numbers of their attempts.
        var replies: [(attempt: UInt64, ExportReply)] = []
        var thread: ThreadHandle?
        /// Signalled when the thread has done its last.
        var ended: WakeUp?
    }

    struct FlushWaiter {
        var target: UInt64
        var bell: WakeUp
    }

    /// Where producers hand their spans over.
    package let queue: SpanQueue
    let transport: any OTLPTransport
    let settings: ExporterSettings
    let spool: (any SpoolPort)?
    let clocks: Clocks
    /// A number from 0 up to 1.
    let draw: @Sendable () -> Double
    let onEvent: @Sendable (ExporterEvent) -> Void
    let control = Locked(Control())

    /// Does nothing yet. Events are told on the exporter's thread; the closure must not block. The
    /// spool, where there is one, takes what cannot be delivered and gives it back later.
    package init(
        queue: SpanQueue, transport: any OTLPTransport,
        settings: ExporterSettings = ExporterSettings(), spool: (any SpoolPort)? = nil,
        clocks: Clocks = .system,
        draw: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        onEvent: @escaping @Sendable (ExporterEvent) -> Void = { _ in }
    ) {
        self.queue = queue
        self.transport = transport
        self.settings = settings.sound
        self.spool = spool
        self.clocks = clocks
        self.draw = draw
        self.onEvent = onEvent
    }

    /// Starts the thread; once.
    package func start() throws(SystemError) {
        let ended = try WakeUp()
        let thread = try ThreadHandle.start(name: "exporter") { [self] in
            // Why: a batch, or a disk to be waited for, must not keep a request waiting.
            ThreadHandle.giveWay()
            var loop = ExporterLoop(exporter: self)
            loop.run()
            ended.signal()
        }
        control.withLock { control in
            control.thread = thread
            control.ended = ended
        }
    }

    /// Whether spans arrive, from real replies only. Any thread.
    package var state: TracingState { control.withLock { $0.state } }

    /// The books. Any thread.
    package var account: SpanAccount { queue.accounting.snapshot() }

    /// Where the spans go, without user-info and query.
    package var displayURL: String { transport.destination.displayURL }

    /// What `otel.component.type` says of it.
    package var componentType: String { transport.componentType }

    /// Has everything in the queue exported soon; returns at once. Spans that a loop still buffers
    /// are not in the queue: `SpanBuffer.flush` comes first.
    package func requestFlush() { _ = beginFlush() }

    /// The same, and waits until those batches are exported, spooled or given up; false at the
    /// timeout. A back-off under way is not cut short. Throws where no descriptor is left.
    package func forceFlush(timeout: Duration) throws(SystemError) -> Bool {
        let bell = try WakeUp()
        let target = beginFlush(waking: bell)
        let deadline = MonotonicTime.now() + timeout
        while !control.withLock({ $0.settled >= target }) {
            let left = deadline - .now()
            guard left > .zero, bell.wait(timeout: left) else { break }
        }
        return control.withLock { control in
            control.flushWaiters.removeAll { $0.bell === bell }
            return control.settled >= target
        }
    }

    /// Stops the intake, sends each waiting batch once more at most, hands what is left to the
    /// spool and gives up what that does not take; a back-off is cut short at once, a transfer near
    /// the timeout. Waits for the end, but for a disk that hangs no longer than
    /// `ExporterSettings.spoolGrace`; the transport may be shut down afterwards. Not from an event.
    package func shutdown(timeout: Duration) -> ExporterSummary {
        queue.close()
        let before = account
        let grace = ExporterSettings.spoolGrace(afterShutdownOf: timeout)
        let (thread, ended) = control.withLock { control in
            if control.shutdownDeadline == nil {
                let deadline = clocks.monotonic() + timeout
                control.shutdownDeadline = deadline
                control.leavingEnds = deadline + grace
            }
            return (control.thread, control.ended)
        }
        queue.doorbell.signal()
        if let thread, let ended {
            // Why: a disk that hangs must not hold the exit up; the thread is then left alone.
            if ended.wait(timeout: timeout + grace + Self.margin) {
                thread.join()
                // Why: a second caller waits for the same end.
                ended.signal()
            }
        } else {
            abandonEverything()
        }
        let after = account
        return ExporterSummary(
            deliveredSpans: after.exported - before.exported,
            spooledSpans: after.spooled,
            abandonedSpans: after.failed - before.failed + after.queued + after.inFlight,
            account: after)
    }

    /// What the thread has for its last words.
    private static let margin = Duration.milliseconds(50)

    /// Leaves what waits, and gives up whatever is handed over from now on. Loop's end.
    func abandonEverything() {
        for batch in queue.finish() { leave(batch) }
        let waiters = control.withLock { control -> [FlushWaiter] in
            // Why: what has not arrived is on disk or given up by now, and nothing comes any more.
            control.settled = .max
            defer { control.flushWaiters = [] }
            return control.flushWaiters
        }
        for waiter in waiters { waiter.bell.signal() }
    }

    /// The end of a batch that will not be sent any more: on disk, or given up where there is no
    /// time left for a disk that is slow.
    func leave(_ batch: SpanBatch) {
        // Why: a disk that takes its time must not hold up the end of the process for ever.
        let end = control.withLock { $0.leavingEnds }
        let isInTime = end.map { clocks.monotonic() < $0 } ?? true
        if isInTime, offer(batch) { return }
        queue.accounting.fail(
            spans: batch.spans, bytes: batch.spanBytes, reason: Self.shutdownReason)
    }

    /// Whether the spool took a batch of the queue, which the books then say.
    func offer(_ batch: SpanBatch) -> Bool {
        guard let spool, spool.offer(SpoolBatch(body: batch.body, spans: batch.spans)) else {
            return false
        }
        queue.accounting.spool(spans: batch.spans, bytes: batch.spanBytes)
        return true
    }

    static let shutdownReason = "shutdown"

    private func beginFlush(waking bell: WakeUp? = nil) -> UInt64 {
        let target = queue.seal()
        control.withLock { control in
            control.flushTarget = max(control.flushTarget, target)
            if let bell { control.flushWaiters.append(FlushWaiter(target: target, bell: bell)) }
        }
        queue.doorbell.signal()
        return target
    }
}
