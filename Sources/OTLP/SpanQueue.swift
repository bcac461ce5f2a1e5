// Where the producers' bytes wait for the exporter. Its lock is taken once per hand-over, not per
// span; the bound is SpanAccounting's and was passed before a span gets here. Never blocks on I/O.
import Locking
package import Reactor
import Wire

/// Batches in the order of their handing over, many producers, one exporter.
package final class SpanQueue: Sendable {
    private struct State {
        var batches: [SpanBatch] = []
        var waitingSpans = 0
        var nextSequence: UInt64 = 1
        var spareChunks: [[UInt8]] = []
        var isFinished = false
    }

    /// Emptied chunks that are kept for producers to fill again.
    private static let maximumSpareChunks = 8
    /// Bytes that a new chunk has room for.
    private static let chunkCapacity = 64 << 10

    /// The bounds, made sound.
    package let limits: SpanQueueLimits
    /// The books.
    package let accounting: SpanAccounting
    /// What each batch begins with.
    let envelope: ExportEnvelope
    /// Signalled when a whole batch waits; the exporter sleeps on it.
    let doorbell: WakeUp
    private let state = Locked(State())

    /// Throws where no descriptor is left for the exporter's wake-up.
    package init(envelope: ExportEnvelope, limits: SpanQueueLimits = SpanQueueLimits())
        throws(SystemError)
    {
        self.limits = limits.sound
        self.envelope = envelope
        accounting = SpanAccounting(limits: self.limits)
        doorbell = try WakeUp()
    }

    /// An empty chunk: the envelope's head, with room behind it.
    func makeChunk() -> [UInt8] {
        if let spare = state.withLock({ $0.spareChunks.popLast() }) { return spare }
        var chunk: [UInt8] = []
        chunk.reserveCapacity(Self.chunkCapacity)
        chunk.append(contentsOf: envelope.head)
        return chunk
    }

    /// Takes the spans of a chunk, which is empty and may be filled again afterwards. Few spans are
    /// copied into the last waiting batch; otherwise the chunk itself becomes a batch.
    func handOver(_ chunk: inout [UInt8], spans: Int) {
        guard spans > 0 else { return }
        let head = envelope.head.count
        let spanBytes = chunk.count - head
        let limits = self.limits
        enum Taken { case copied, moved, refused }
        let (taken, rings) = state.withLock { state -> (Taken, Bool) in
            guard !state.isFinished else { return (.refused, false) }
            let waitedBefore = state.waitingSpans
            state.waitingSpans += spans
            let rings = waitedBefore < limits.batchSpans && state.waitingSpans >= limits.batchSpans
            if let last = state.batches.indices.last, !state.batches[last].isSealed,
                state.batches[last].spans + spans <= limits.batchSpans,
                state.batches[last].spanBytes + spanBytes <= limits.batchBytes
            {
                state.batches[last].body.append(bytes: chunk.span.extracting(head...))
                state.batches[last].spans += spans
                state.batches[last].spanBytes += spanBytes
                return (.copied, rings)
            }
            state.batches.append(
                SpanBatch(
                    body: chunk, spans: spans, spanBytes: spanBytes,
                    sequence: state.nextSequence))
            state.nextSequence += 1
            return (.moved, rings)
        }
        if taken == .refused {
            accounting.fail(spans: spans, bytes: spanBytes, reason: "shutdown")
        }
        if taken == .moved { chunk = makeChunk() } else { chunk.removeLast(spanBytes) }
        if rings { doorbell.signal() }
    }

    /// The oldest batch, its lengths filled in, if any waits. Exporter only.
    func takeBatch() -> SpanBatch? {
        let batch = state.withLock { state -> SpanBatch? in
            guard !state.batches.isEmpty else { return nil }
            let batch = state.batches.removeFirst()
            state.waitingSpans -= batch.spans
            return batch
        }
        guard var batch else { return nil }
        envelope.close(&batch.body)
        return batch
    }

    /// Gives the storage of a batch that is done with back to the producers. Exporter only.
    func recycle(_ body: consuming [UInt8]) {
        guard body.count >= envelope.head.count else { return }
        body.removeSubrange(envelope.head.count...)
        // Why: a small capacity says that somebody else holds the storage and this is a copy.
        guard body.capacity >= Self.chunkCapacity,
            body.capacity <= Self.chunkCapacity + 2 * limits.batchBytes
        else { return }
        let spare = body
        state.withLock { state in
            guard state.spareChunks.count < Self.maximumSpareChunks else { return }
            state.spareChunks.append(spare)
        }
    }

    /// Spans that have been handed over and not been taken.
    var waitingSpans: Int { state.withLock { $0.waitingSpans } }

    /// Lets no later span join the last batch, and returns its sequence: a flush waits for it.
    func seal() -> UInt64 {
        state.withLock { state in
            if let last = state.batches.indices.last { state.batches[last].isSealed = true }
            return state.nextSequence - 1
        }
    }

    /// From now on spans that end are dropped as `already_shutdown`; what producers still hold can
    /// be handed over until `finish`.
    func close() { accounting.close() }

    /// From now on a hand-over is given up as `shutdown`; what waits is returned, its lengths
    /// filled in.
    func finish() -> [SpanBatch] {
        var batches = state.withLock { state in
            state.isFinished = true
            state.waitingSpans = 0
            state.spareChunks = []
            defer { state.batches = [] }
            return state.batches
        }
        for index in batches.indices { envelope.close(&batches[index].body) }
        return batches
    }
}
