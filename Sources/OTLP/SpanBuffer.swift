// The spans of one thread between their end and the queue. Not Sendable: a loop makes it, uses it
// and flushes it. Recording a span takes no lock and, in steady state, allocates nothing.
package import Reactor

/// Encodes finished spans into chunks and hands them to the queue.
@usableFromInline package struct SpanBuffer: ~Copyable {
    @usableFromInline var encoder: SpanEncoder
    private var spans = 0
    private var nextFlush = MonotonicTime(nanoseconds: 0)
    private let queue: SpanQueue
    private let counters: SpanCounters
    private let flushInterval: Duration

    /// A span waits here at most about `flushInterval`, if the owner calls `flushIfDue` that often.
    package init(queue: SpanQueue, flushInterval: Duration = .seconds(1)) {
        self.queue = queue
        self.flushInterval = flushInterval
        counters = queue.accounting.makeCounters()
        encoder = SpanEncoder(appendingTo: queue.makeChunk())
    }

    deinit {
        var chunk = encoder.bytes
        queue.handOver(&chunk, spans: spans)
    }

    /// Takes one sampled span that has ended: the body writes it, `begin` to `end`. Where the queue
    /// is full or closed the body is not called, and the span is counted as dropped.
    @inlinable package mutating func record(_ body: (inout SpanEncoder) -> Void) {
        guard admitsSpan() else { return }
        let start = encoder.bytes.count
        body(&encoder)
        keepSpan(from: start)
    }

    /// Whether spans wait here for a flush.
    package var isEmpty: Bool { spans == 0 }

    /// Hands over what is here if the last time was longer ago than the interval. The owner calls
    /// it on every turn, and sleeps no longer than the interval while `isEmpty` is false.
    package mutating func flushIfDue(now: MonotonicTime) {
        guard spans > 0, now >= nextFlush else { return }
        nextFlush = now + flushInterval
        flush()
    }

    /// Hands over what is here.
    package mutating func flush() {
        queue.handOver(&encoder.bytes, spans: spans)
        spans = 0
    }

    @usableFromInline func admitsSpan() -> Bool {
        counters.countEnded()
        guard let refusal = queue.accounting.refusal() else { return true }
        counters.countDropped(refusal)
        return false
    }

    @usableFromInline mutating func keepSpan(from start: Int) {
        let size = encoder.bytes.count - start
        precondition(size > 0 && encoder.openOffset < 0, "the body writes one whole span")
        let refusal =
            size > queue.limits.batchBytes
            ? .tooLarge : queue.accounting.reserve(bytes: size)
        if let refusal {
            encoder.bytes.removeLast(size)
            counters.countDropped(refusal)
            return
        }
        counters.countEnqueued()
        if encoder.bytes.count - queue.envelope.head.count > queue.limits.batchBytes {
            moveSpanToNextChunk(from: start)
        }
        spans += 1
        if spans >= queue.limits.batchSpans { flush() }
    }

    /// The batch has no room for its newest span: it goes without it.
    private mutating func moveSpanToNextChunk(from start: Int) {
        let span = Array(encoder.bytes[start...])
        encoder.bytes.removeSubrange(start...)
        flush()
        encoder.bytes.append(contentsOf: span)
    }
}
