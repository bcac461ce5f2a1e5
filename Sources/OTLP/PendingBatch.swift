// A batch in the exporter's hands, with what has happened to it.
// The exporter's thread only.
import Reactor

/// A batch that is being sent, or waits to be sent again.
struct PendingBatch: Sendable {
    var batch: SpanBatch
    /// The spool's name for it, where it is being replayed; it is not in the queue's books then.
    var replay: UInt64?
    /// Whether its storage is one of the queue's chunks, which are filled again.
    var isRecyclable = true
    /// When its first attempt began; the bounds of its export count from here.
    var began: MonotonicTime?
    /// Why it failed last; empty before.
    var lastReason = ""
    /// When it could first not be sent; the patience with it counts from here.
    var firstFailure: MonotonicTime?
    /// It is not tried again before.
    var notBefore = MonotonicTime(nanoseconds: 0)
    /// How often it failed although others got through in the meantime.
    var strikes = 0
    /// The exporter's count of successes when this last failed.
    var successesAtFailure: UInt64 = 0

    init(_ batch: SpanBatch) { self.batch = batch }

    init(replaying spooled: SpoolBatch) {
        batch = SpanBatch(body: spooled.body, spans: spooled.spans, spanBytes: 0, sequence: 0)
        replay = spooled.ticket
        isRecyclable = false
    }

    /// A part of a batch that was too large; all parts of one share its sequence and its history.
    init(_ part: BatchSplitter.Part, of whole: PendingBatch) {
        self = whole
        batch = SpanBatch(
            body: part.body, spans: part.spans, spanBytes: part.spanBytes,
            sequence: whole.batch.sequence)
        isRecyclable = false
        notBefore = MonotonicTime(nanoseconds: 0)
    }

    /// A part of a batch of the spool that is in memory from now on. No flush waits for it:
    /// sequences of the queue begin at 1.
    init(takenBack part: BatchSplitter.Part) {
        batch = SpanBatch(
            body: part.body, spans: part.spans, spanBytes: part.spanBytes, sequence: 0)
        isRecyclable = false
    }

    /// The same bytes under the spool's name, for `SpoolPort.confirm`.
    var asSpoolBatch: SpoolBatch {
        SpoolBatch(body: batch.body, spans: batch.spans, ticket: replay ?? 0)
    }

    /// From when the bounds of its export count; `nil` where it has neither begun nor failed.
    var start: MonotonicTime? { began ?? firstFailure }

    /// Notes a failure that may pass; `successes` is the exporter's count.
    mutating func fail(now: MonotonicTime, successes: UInt64, reason: String = "") {
        lastReason = reason
        if firstFailure == nil {
            firstFailure = now
        } else if successes > successesAtFailure {
            strikes += 1
        }
        successesAtFailure = successes
    }
}

extension BatchSplitter.Part {
    /// The same bytes for `SpoolPort.offer`.
    var asSpoolBatch: SpoolBatch { SpoolBatch(body: body, spans: spans) }
}
