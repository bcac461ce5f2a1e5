// Which batch goes next, and off it goes.
// The exporter's thread only.
import Locking
import Reactor

extension ExporterLoop {
    /// Begins as many requests as the gate lets through.
    mutating func sendWhatMayBeSent(now: MonotonicTime) {
        // Why: with a spool there is no point in trying the rest after a failure at the end.
        if isEnding, hasFailedInShutdown, exporter.spool != nil { return }
        while flights.count < limit(at: now), let next = nextToSend(now: now) {
            send(next, now: now)
        }
    }

    private func limit(at now: MonotonicTime) -> Int {
        isEnding ? max(1, gate.limit(at: now)) : gate.limit(at: now)
    }

    /// First what failed a moment ago, then what is new, then what has failed for long, so that it
    /// cannot stand in the way; last what the spool holds.
    private mutating func nextToSend(now: MonotonicTime) -> PendingBatch? {
        let ready = pending.indices.filter { isEnding || pending[$0].notBefore <= now }
        if let index = ready.first(where: { isEnding || !isOverdue(pending[$0], now: now) }) {
            return pending.remove(at: index)
        }
        if isDue(now: now), let batch = takeBatch(now: now) { return batch }
        if let index = ready.first { return pending.remove(at: index) }
        return nextOfSpool(now: now)
    }

    /// Whether what waits in the queue is to be sent now: a whole batch, a flush, the schedule.
    mutating func isDue(now: MonotonicTime) -> Bool {
        let queue = exporter.queue
        if isEnding || queue.waitingSpans >= queue.limits.batchSpans { return true }
        if now >= nextTick {
            nextTick = now + exporter.settings.scheduleDelay
            let target = queue.seal()
            exporter.control.withLock { $0.flushTarget = max($0.flushTarget, target) }
        }
        return exporter.control.withLock { $0.flushTarget > ledger.lastTaken }
    }

    /// The oldest batch of the queue.
    mutating func takeBatch(now: MonotonicTime) -> PendingBatch? {
        guard let batch = exporter.queue.takeBatch() else { return nil }
        ledger.take(batch.sequence)
        nextTick = now + exporter.settings.scheduleDelay
        return PendingBatch(batch)
    }

    private mutating func nextOfSpool(now: MonotonicTime) -> PendingBatch? {
        guard let spool = exporter.spool, !isEnding, !isReplaying, now >= nextReplay,
            asksSpool
        else { return nil }
        guard let batch = spool.next() else {
            // Why: what the books know of and the spool cannot give now may come later.
            nextReplay = now + exporter.settings.patience + exporter.settings.replayInterval
            return nil
        }
        isReplaying = true
        return PendingBatch(replaying: batch)
    }

    private mutating func send(_ next: PendingBatch, now: MonotonicTime) {
        var batch = next
        if batch.began == nil { batch.began = now }
        lastAttempt += 1
        let attempt = lastAttempt
        let exporter = self.exporter
        if batch.replay == nil {
            exporter.queue.accounting.addInFlight(batch.batch.spans)
        } else {
            exporter.queue.accounting.addReplaying(batch.batch.spans)
        }
        let cancel = exporter.transport.send(
            batch.batch.body, timeout: timeout(of: batch, now: now)
        ) { reply in
            exporter.control.withLock { $0.replies.append((attempt, reply)) }
            exporter.queue.doorbell.signal()
        }
        flights.append(Flight(pending: batch, attempt: attempt, since: now, cancel: cancel))
    }

    /// A repetition has what is left of the batch's patience, since it has to be on disk then; no
    /// attempt outlasts the time after which the batch is given up.
    private func timeout(of batch: PendingBatch, now: MonotonicTime) -> Duration {
        var timeout = exporter.settings.attemptTimeout
        if exporter.spool != nil, batch.replay == nil, batch.firstFailure != nil {
            let left = endOfPatience(with: batch) - now
            timeout = min(timeout, max(left, ExporterSettings.shortestAttempt))
        }
        if batch.replay == nil {
            let left = endOfExport(of: batch) - now
            timeout = min(timeout, max(left, ExporterSettings.minimumTimeout))
        }
        if let sendingEnds { timeout = min(timeout, sendingEnds - now) }
        return timeout
    }
}
