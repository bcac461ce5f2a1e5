// The exporter's thread: wait for a reason, send one batch, judge the reply, again.
// It owns the batch under way and its failures; everybody else reaches it through Exporter.control
// and the queue's doorbell. It never blocks but on the doorbell.
import Locking
import Reactor

/// The state of the exporter's thread.
struct ExporterLoop: ~Copyable {
    /// What the loop is doing with its first batch.
    private enum Phase {
        case idle
        case sending(since: MonotonicTime, cancel: @Sendable () -> Void)
        case backingOff(until: MonotonicTime)
    }

    private let exporter: Exporter
    private var phase = Phase.idle
    private var batch: SpanBatch?
    /// The body of the batch before. Why: the transport lets go of a body a moment after its reply,
    /// and only storage that nobody else holds can be filled again.
    private var retiredBody: [UInt8] = []
    private var attempt: UInt64 = 0
    private var failures = 0
    private var nextTick: MonotonicTime
    private var shutdownDeadline: MonotonicTime?

    init(exporter: Exporter) {
        self.exporter = exporter
        nextTick = exporter.clocks.monotonic() + exporter.settings.scheduleDelay
    }

    /// Returns when the exporter has been shut down.
    mutating func run() {
        while true {
            let now = exporter.clocks.monotonic()
            takeReply(now: now)
            shutdownDeadline = exporter.control.withLock { $0.shutdownDeadline }
            if let deadline = shutdownDeadline, now >= deadline { break }
            if case .backingOff(let until) = phase, now >= until || shutdownDeadline != nil {
                phase = .idle
            }
            if case .idle = phase {
                if batch == nil, isDue(now: now) { batch = exporter.queue.takeBatch() }
                if batch != nil {
                    send(now: now)
                    continue
                }
                if shutdownDeadline != nil { break }
            }
            _ = exporter.queue.doorbell.wait(timeout: timeUntilNextTurn(from: now))
        }
        finish()
    }

    /// Whether what waits in the queue is to be sent now: a whole batch, a flush, the schedule.
    private mutating func isDue(now: MonotonicTime) -> Bool {
        let queue = exporter.queue
        if shutdownDeadline != nil || queue.waitingSpans >= queue.limits.batchSpans { return true }
        if now >= nextTick {
            nextTick = now + exporter.settings.scheduleDelay
            let target = queue.seal()
            exporter.control.withLock { $0.flushTarget = max($0.flushTarget, target) }
        }
        return exporter.control.withLock { $0.flushTarget > $0.settled }
    }

    /// `nil`: until the doorbell rings, as a reply makes it do; the transport keeps the timeout.
    private func timeUntilNextTurn(from now: MonotonicTime) -> Duration? {
        let next: MonotonicTime? =
            switch phase {
            case .idle: nextTick
            case .sending: shutdownDeadline
            case .backingOff(let until): until
            }
        return next.map { $0 <= now ? .zero : $0 - now }
    }

    private mutating func send(now: MonotonicTime) {
        guard let batch else { return }
        attempt += 1
        let attempt = self.attempt
        let exporter = self.exporter
        var timeout = exporter.settings.attemptTimeout
        if let deadline = shutdownDeadline { timeout = min(timeout, deadline - now) }
        exporter.queue.accounting.setInFlight(batch.spans)
        let cancel = exporter.transport.send(batch.body, timeout: timeout) { reply in
            exporter.control.withLock { $0.reply = (attempt, reply) }
            exporter.queue.doorbell.signal()
        }
        phase = .sending(since: now, cancel: cancel)
    }

    /// Judges the reply to the attempt under way, if it has come.
    private mutating func takeReply(now: MonotonicTime) {
        guard case .sending(let since, _) = phase, let spans = batch?.spans else { return }
        let arrived = exporter.control.withLock { control -> (attempt: UInt64, ExportReply)? in
            defer { control.reply = nil }
            return control.reply
        }
        guard let arrived, arrived.attempt == attempt else { return }
        let reply = arrived.1
        phase = .idle
        exporter.queue.accounting.setInFlight(0)
        exporter.onEvent(.attemptEnded(label: reply.label, duration: now - since))
        let verdict = ExportVerdict.judge(
            reply, spans: spans, displayURL: exporter.transport.displayURL)
        switch verdict {
        case .accepted(let rejected, let message):
            change(to: .ok)
            if rejected > 0 || !message.isEmpty {
                exporter.onEvent(
                    .partialSuccess(rejected: rejected, message: message.fitForALogLine))
            }
            settleBatch(rejected: rejected)
        case .retry(let reason, let after):
            change(to: .failing(reason: reason))
            failures += 1
            if shutdownDeadline != nil {
                giveUpBatch(Exporter.shutdownReason)
            } else {
                let delay = exporter.settings.backoff.delay(
                    afterFailures: failures, draw: exporter.draw())
                phase = .backingOff(until: now + max(delay, after ?? .zero))
            }
        case .lost(let label, let reason):
            change(to: .failing(reason: reason))
            exporter.onEvent(.batchLost(spans: spans, label: label, reason: reason))
            giveUpBatch(label)
        }
    }

    private func change(to state: TracingState) {
        let isChange = exporter.control.withLock { control in
            defer { control.state = state }
            return state.differsInKind(from: control.state)
        }
        if isChange { exporter.onEvent(.stateChanged(state)) }
    }

    /// The batch has arrived.
    private mutating func settleBatch(rejected: Int) {
        guard let done = batch.take() else { return }
        exporter.queue.accounting.settle(
            spans: done.spans, bytes: done.spanBytes, rejected: rejected,
            at: exporter.clocks.wall())
        finishBatch(done)
    }

    /// The batch will never arrive.
    private mutating func giveUpBatch(_ reason: String) {
        guard let done = batch.take() else { return }
        exporter.queue.accounting.fail(spans: done.spans, bytes: done.spanBytes, reason: reason)
        finishBatch(done)
    }

    /// Its storage goes back, and flushes may be over.
    private mutating func finishBatch(_ done: consuming SpanBatch) {
        failures = 0
        nextTick = exporter.clocks.monotonic() + exporter.settings.scheduleDelay
        let sequence = done.sequence
        var body: [UInt8] = []
        swap(&body, &retiredBody)
        swap(&retiredBody, &done.body)
        exporter.queue.recycle(body)
        let waiters = exporter.control.withLock { control -> [Exporter.FlushWaiter] in
            control.settled = sequence
            return control.flushWaiters.filter { $0.target <= sequence }
        }
        for waiter in waiters { waiter.bell.signal() }
    }

    /// Ends a transfer that is still under way and gives up what could not be sent.
    private mutating func finish() {
        if case .sending(_, let cancel) = phase {
            cancel()
            exporter.queue.accounting.setInFlight(0)
        }
        phase = .idle
        giveUpBatch(Exporter.shutdownReason)
        exporter.abandonEverything()
    }
}
