// What a reply means for its batch, for the pace, and for the state that is shown.
// The exporter's thread only.
import Locking
import Reactor

extension ExporterLoop {
    /// The waits of a batch that fails while others get through.
    private static let strikeBackoff: Backoff = {
        var backoff = Backoff()
        backoff.maximum = .seconds(60)
        return backoff
    }()

    /// The label of what was given up although another attempt might have succeeded.
    private static let exhausted = "retries_exhausted"

    /// The label of what no receiver took in parts of any size.
    private static let tooLarge = "too_large"

    /// Judges the replies that have come.
    mutating func takeReplies(now: MonotonicTime) {
        let arrived = exporter.control.withLock { control in
            defer { control.replies = [] }
            return control.replies
        }
        for (attempt, reply) in arrived {
            guard let index = flights.firstIndex(where: { $0.attempt == attempt }) else { continue }
            let flight = flights.remove(at: index)
            land(flight)
            exporter.onEvent(.attemptEnded(reply.result, duration: now - flight.since))
            judge(reply, of: flight.pending, now: now)
        }
    }

    /// The request is no longer under way.
    mutating func land(_ flight: Flight) {
        let accounting = exporter.queue.accounting
        if flight.pending.replay == nil {
            accounting.addInFlight(-flight.pending.batch.spans)
        } else {
            accounting.addReplaying(-flight.pending.batch.spans)
            isReplaying = false
            nextReplay = exporter.clocks.monotonic() + exporter.settings.replayInterval
        }
    }

    private mutating func judge(_ reply: ExportReply, of batch: PendingBatch, now: MonotonicTime) {
        let verdict = ExportVerdict.judge(
            reply, spans: batch.batch.spans, destination: exporter.transport.destination)
        switch verdict {
        case .accepted(let rejected, let message):
            successes += 1
            gate.succeed()
            change(to: .ok, now: now)
            if rejected > 0 || !message.isEmpty {
                let event = announcer.partialSuccess(
                    rejected: rejected, message: message.fitForALogLine, now: now)
                if let event { exporter.onEvent(event) }
            }
            settle(batch, rejected: rejected)
        case .retry(let reason, let after):
            // Why: what is new gets through, so it need not wait for a batch on disk that does not.
            if after != nil || !isStrike(batch) {
                gate.fail(
                    now: now, backoff: exporter.settings.backoff, draw: exporter.draw(),
                    asked: after)
            }
            change(to: .failing(reason: reason), now: now)
            postpone(batch, reason: reason, now: now)
        case .split(let reason):
            split(batch, reason: reason, now: now)
        case .lost(let label, let reason):
            change(to: .failing(reason: reason), now: now)
            lose(batch, label: label, reason: reason, now: now)
        }
    }

    private mutating func change(to state: TracingState, now: MonotonicTime) {
        let isChange = exporter.control.withLock { control in
            defer { control.state = state }
            return state.differsInKind(from: control.state)
        }
        guard isChange, let event = announcer.change(to: state, now: now) else { return }
        exporter.onEvent(event)
    }

    /// The batch has arrived.
    private mutating func settle(_ batch: PendingBatch, rejected: Int) {
        let spans = batch.batch.spans
        let time = exporter.clocks.wall()
        if batch.replay != nil {
            replayStrikes = 0
            exporter.queue.accounting.settleSpooled(spans: spans, rejected: rejected, at: time)
            exporter.spool?.confirm(batch.asSpoolBatch, .delivered)
        } else {
            exporter.queue.accounting.settle(
                spans: spans, bytes: batch.batch.spanBytes, rejected: rejected, at: time)
            finishBatch(batch)
        }
    }

    /// The batch may arrive another time.
    private mutating func postpone(_ batch: PendingBatch, reason: String, now: MonotonicTime) {
        var batch = batch
        hasFailedInShutdown = isEnding
        if batch.replay != nil {
            exporter.spool?.confirm(batch.asSpoolBatch, .postponed)
            return delayReplay(batch, now: now)
        }
        if isEnding {
            exporter.leave(batch.batch)
            return finishBatch(batch)
        }
        batch.fail(now: now, successes: successes, reason: reason)
        if batch.strikes >= ExporterSettings.maximumStrikes || now >= endOfExport(of: batch) {
            return lose(batch, label: Self.exhausted, reason: reason, now: now)
        }
        // Why its own: what arrives meanwhile opens the gate, but not for what was refused.
        let backoff = batch.strikes == 0 ? exporter.settings.backoff : Self.strikeBackoff
        batch.notBefore =
            now + backoff.delay(afterFailures: max(1, batch.strikes), draw: exporter.draw())
        pending.append(batch)
    }

    /// Whether a batch of the spool fails although others got through since the spool last got
    /// anything through.
    private func isStrike(_ batch: PendingBatch) -> Bool {
        batch.replay != nil && (replayStrikes > 0 || successes > successesAtReplay)
    }

    /// Why: what the spool gives out again and again without ever arriving is tried more and more
    /// seldom, but not so seldom that a spool waits long for a receiver that was unsteady.
    private mutating func delayReplay(_ batch: PendingBatch, now: MonotonicTime) {
        if isStrike(batch) { replayStrikes += 1 }
        successesAtReplay = successes
        guard replayStrikes > 0 else { return }
        let wait = Backoff().delay(afterFailures: replayStrikes, draw: exporter.draw())
        nextReplay = max(nextReplay, now + wait)
    }

    /// Gives up what has waited for its next attempt for as long as an export may take, and what no
    /// spool took.
    mutating func giveUpWhatIsOver(now: MonotonicTime) {
        guard !isEnding else { return }
        let over = pending.filter { now >= endOfExport(of: $0) }
        guard !over.isEmpty else { return }
        pending = pending.filter { now < endOfExport(of: $0) }
        for batch in over {
            let reason = batch.lastReason.isEmpty ? "it was never its turn" : batch.lastReason
            lose(batch, label: Self.exhausted, reason: reason, now: now)
        }
    }

    /// The batch was too large: its halves are tried instead, one after the other.
    private mutating func split(_ batch: PendingBatch, reason: String, now: MonotonicTime) {
        guard let halves = BatchSplitter.halves(of: batch.batch.body) else {
            change(to: .failing(reason: reason), now: now)
            return lose(batch, label: Self.tooLarge, reason: reason, now: now)
        }
        if batch.replay != nil {
            return splitInSpool(batch, [halves.first, halves.second], reason: reason, now: now)
        }
        ledger.split(batch.batch.sequence)
        let parts = [PendingBatch(halves.first, of: batch), PendingBatch(halves.second, of: batch)]
        pending.insert(contentsOf: parts, at: 0)
        if batch.isRecyclable { retire(batch.batch.body) }
    }

    /// The parts of a batch on disk must be on disk before it is forgotten; those that the disk
    /// does not take come back to memory.
    private mutating func splitInSpool(
        _ batch: PendingBatch, _ parts: [BatchSplitter.Part], reason: String, now: MonotonicTime
    ) {
        guard let spool = exporter.spool else { return }
        let accounting = exporter.queue.accounting
        let untaken = parts.filter { !spool.offer($0.asSpoolBatch) }
        spool.confirm(batch.asSpoolBatch, .replaced)
        for part in untaken where !spool.offer(part.asSpoolBatch) {
            if accounting.takeBack(spans: part.spans, bytes: part.spanBytes) {
                pending.append(PendingBatch(takenBack: part))
                continue
            }
            accounting.loseSpooled(spans: part.spans, reason: Self.tooLarge)
            let words = "\(reason), and neither spool nor queue takes its parts"
            let event = announcer.lost(
                spans: part.spans, label: Self.tooLarge, reason: words, now: now)
            if let event { exporter.onEvent(event) }
        }
    }

    /// The batch will never arrive.
    private mutating func lose(
        _ batch: PendingBatch, label: String, reason: String, now: MonotonicTime
    ) {
        let spans = batch.batch.spans
        if let event = announcer.lost(spans: spans, label: label, reason: reason, now: now) {
            exporter.onEvent(event)
        }
        if batch.replay != nil {
            exporter.queue.accounting.loseSpooled(spans: spans, reason: label)
            exporter.spool?.confirm(batch.asSpoolBatch, .lost)
        } else {
            exporter.queue.accounting.fail(
                spans: spans, bytes: batch.batch.spanBytes, reason: label)
            finishBatch(batch)
        }
    }

    /// The storage of a batch goes back, and flushes may be over.
    mutating func finishBatch(_ batch: PendingBatch) {
        ledger.settle(batch.batch.sequence)
        if batch.isRecyclable { retire(batch.batch.body) }
        let settled = ledger.settled
        let waiters = exporter.control.withLock { control -> [Exporter.FlushWaiter] in
            control.settled = settled
            return control.flushWaiters.filter { $0.target <= settled }
        }
        for waiter in waiters { waiter.bell.signal() }
    }

    private mutating func retire(_ body: [UInt8]) {
        retiredBodies.append(body)
        guard retiredBodies.count > exporter.settings.concurrency else { return }
        exporter.queue.recycle(retiredBodies.removeFirst())
    }
}
