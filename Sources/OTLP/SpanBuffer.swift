// The spans of one thread between their end and the queue. Not Sendable: a loop makes it, uses it
// and flushes it. Recording a span takes no lock and, in steady state, allocates nothing.
package import Reactor

/// Encodes finished spans into chunks and hands them to the queue.
@usableFromInline package struct SpanBuffer: ~Copyable {
    @usableFromInline var encoder = SpanEncoder()
    private var chunk: [UInt8]
    private var chunkSpanBytes = 0
    private var spans = 0
    private var nextFlush = MonotonicTime(nanoseconds: 0)
    private let queue: SpanQueue
    private let accounting: SpanAccounting
    private let counters: SpanCounters
    private let batchSpans: Int
    private let batchBytes: Int
    private let flushInterval: Duration

    /// A span waits here at most about `flushInterval`, if the owner calls `flushIfDue` that often.
    package init(queue: SpanQueue, flushInterval: Duration = .seconds(1)) {
        self.queue = queue
        self.flushInterval = flushInterval
        accounting = queue.accounting
        counters = accounting.makeCounters()
        batchSpans = queue.limits.batchSpans
        batchBytes = queue.limits.batchBytes
        chunk = queue.makeChunk()
    }

    deinit {
        var last = chunk
        queue.handOver(&last, spans: spans)
    }

    /// Takes one sampled span that has ended: the body writes it, `begin` to `end`. Where the queue
    /// is full or closed the body is not called, and the span is counted as dropped.
    @inlinable package mutating func record(_ body: (inout SpanEncoder) -> Void) {
        guard admitsSpan() else { return }
        body(&encoder)
        keepSpan()
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
        queue.handOver(&chunk, spans: spans)
        spans = 0
        chunkSpanBytes = 0
    }

    @usableFromInline func admitsSpan() -> Bool {
        counters.countEnded()
        guard let refusal = accounting.refusal() else { return true }
        counters.countDropped(refusal)
        return false
    }

    @usableFromInline mutating func keepSpan() {
        let size = encoder.count
        precondition(size > 0, "the body writes one whole span")
        let refusal = size > batchBytes ? .tooLarge : accounting.reserve(bytes: size)
        if let refusal {
            counters.countDropped(refusal)
            return
        }
        counters.countEnqueued()
        if chunkSpanBytes + size > batchBytes { flush() }
        encoder.append(to: &chunk)
        chunkSpanBytes += size
        spans += 1
        if spans >= batchSpans { flush() }
    }
}
