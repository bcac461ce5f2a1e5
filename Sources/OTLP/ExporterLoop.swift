// The exporter's thread: wait for a reason, send batches, judge the replies, again.
// It owns the batches under way and their failures; everybody else reaches it through
// Exporter.control and the queue's doorbell. It blocks on the doorbell, and on the spool's disk.
import Locking
import Reactor

/// The state of the exporter's thread.
struct ExporterLoop: ~Copyable {
    /// A request under way.
    struct Flight {
        var pending: PendingBatch
        var attempt: UInt64
        var since: MonotonicTime
        var cancel: @Sendable () -> Void
    }

    let exporter: Exporter
    var gate: SendGate
    var announcer = Announcer()
    var ledger = FlushLedger()
    var flights: [Flight] = []
    /// Batches that failed, or whose turn came while the receiver was failing; oldest first.
    var pending: [PendingBatch] = []
    /// The bodies of the last batches. Why: the transport lets go of a body a moment after its
    /// reply, and only storage that nobody else holds can be filled again.
    var retiredBodies: [[UInt8]] = []
    var lastAttempt: UInt64 = 0
    var successes: UInt64 = 0
    var isReplaying = false
    /// How often in a row a batch of the spool failed although others got through in the meantime.
    var replayStrikes = 0
    /// `successes` when a batch of the spool last failed.
    var successesAtReplay: UInt64 = 0
    /// When the schedule has the next batch sent, the spool is asked for one, and offered one.
    var nextTick: MonotonicTime
    var nextReplay = MonotonicTime(nanoseconds: 0)
    var nextOffer = MonotonicTime(nanoseconds: 0)
    /// From here on transfers are cut and the rest is left to the spool; set by a shutdown.
    var sendingEnds: MonotonicTime?
    var hasFailedInShutdown = false

    init(exporter: Exporter) {
        self.exporter = exporter
        gate = SendGate(concurrency: exporter.settings.concurrency)
        nextTick = exporter.clocks.monotonic() + exporter.settings.scheduleDelay
    }

    /// Returns when the exporter has been shut down.
    mutating func run() {
        while true {
            let now = exporter.clocks.monotonic()
            takeReplies(now: now)
            noteShutdown(now: now)
            if let sendingEnds, now >= sendingEnds { break }
            spoolWhatIsOverdue(now: now)
            giveUpWhatIsOver(now: now)
            sendWhatMayBeSent(now: now)
            tell(announcer.due(now: now))
            if sendingEnds != nil, flights.isEmpty { break }
            _ = exporter.queue.doorbell.wait(timeout: timeUntilNextTurn(from: now))
        }
        finish()
    }

    /// Whether the program is being shut down.
    var isEnding: Bool { sendingEnds != nil }

    /// Whether the spool holds something, or cannot say: a process before this one may still use
    /// its directory, and leaves spans there.
    var asksSpool: Bool {
        guard let spool = exporter.spool else { return false }
        return exporter.queue.accounting.spooledSpans > 0 || !spool.isOpen
    }

    func tell(_ events: [ExporterEvent]) { for event in events { exporter.onEvent(event) } }

    private mutating func noteShutdown(now: MonotonicTime) {
        guard sendingEnds == nil, let deadline = exporter.control.withLock({ $0.shutdownDeadline })
        else { return }
        let reserve =
            exporter.spool == nil
            ? .zero : min(ExporterSettings.spoolReserve, max(.zero, deadline - now) / 4)
        sendingEnds = deadline + (.zero - reserve)
    }

    /// `nil`: until the doorbell rings, as a reply makes it do. Moments that have passed were acted
    /// upon in this turn, or wait for something else that ends a sleep.
    private func timeUntilNextTurn(from now: MonotonicTime) -> Duration? {
        var moments = [nextTick, gate.pausedUntil, nextOffer]
        if let sendingEnds { moments.append(sendingEnds) }
        if let due = announcer.nextDue { moments.append(due) }
        if asksSpool { moments.append(nextReplay) }
        for batch in pending {
            moments.append(batch.notBefore)
            moments.append(endOfExport(of: batch))
            if exporter.spool != nil { moments.append(lastMomentOfPatience(with: batch)) }
        }
        return moments.filter { $0 > now }.min().map { $0 - now }
    }

    /// Ends the transfers that are still under way and leaves what could not be sent.
    private mutating func finish() {
        takeReplies(now: exporter.clocks.monotonic())
        for flight in flights {
            flight.cancel()
            land(flight)
            if flight.pending.replay != nil {
                exporter.spool?.confirm(flight.pending.asSpoolBatch, .postponed)
            } else {
                pending.append(flight.pending)
            }
        }
        flights = []
        for batch in pending { exporter.leave(batch.batch) }
        pending = []
        tell(announcer.due(now: exporter.clocks.monotonic(), isLast: true))
        exporter.abandonEverything()
    }
}
