// What waits too long goes to the spool, also what has not been tried since the receiver is known
// to fail: the queue must have room for what is new, and the disk outlives a kill.
// The exporter's thread only.
import Reactor

extension ExporterLoop {
    /// After a refusal the spool is not asked again for this long.
    private static let pauseAfterRefusal = Duration.seconds(5)

    /// Hands over what has run out of patience.
    mutating func spoolWhatIsOverdue(now: MonotonicTime) {
        guard exporter.spool != nil, !isEnding, now >= nextOffer else { return }
        if gate.isFailing(at: now) {
            while isDue(now: now), var batch = takeBatch(now: now) {
                batch.firstFailure = now
                pending.append(batch)
            }
        }
        var kept: [PendingBatch] = []
        for batch in pending {
            if now >= nextOffer, isOverdue(batch, now: now) {
                if exporter.offer(batch.batch) {
                    finishBatch(batch)
                    continue
                }
                nextOffer = now + Self.pauseAfterRefusal
            }
            kept.append(batch)
        }
        pending = kept
    }

    /// Whether a batch has failed for so long that it goes to the spool, or without one gives way.
    func isOverdue(_ batch: PendingBatch, now: MonotonicTime) -> Bool {
        guard batch.firstFailure != nil else { return false }
        return now >= lastMomentOfPatience(with: batch)
    }

    /// From this moment on another attempt would not end before the patience does.
    func lastMomentOfPatience(with batch: PendingBatch) -> MonotonicTime {
        guard let first = batch.firstFailure else { return MonotonicTime(nanoseconds: .max) }
        let end = endOfPatience(with: batch)
        let next = max(gate.pausedUntil, batch.notBefore)
        guard exporter.spool != nil, next + ExporterSettings.shortestAttempt > end else {
            return end
        }
        // Why: the next attempt would come too late, so there is nothing to wait for.
        return first
    }

    /// Some seconds after the first failure, or where the time of the whole export is over.
    func endOfPatience(with batch: PendingBatch) -> MonotonicTime {
        guard let first = batch.firstFailure else { return MonotonicTime(nanoseconds: .max) }
        let settings = exporter.settings
        return min(first + settings.patience, (batch.began ?? first) + settings.exportTimeout)
    }

    /// When a batch that no spool took is given up.
    func endOfExport(of batch: PendingBatch) -> MonotonicTime {
        guard let start = batch.start else { return MonotonicTime(nanoseconds: .max) }
        return start + exporter.settings.longestRetry
    }
}
