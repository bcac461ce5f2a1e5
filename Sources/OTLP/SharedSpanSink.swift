// The way of general spans, those of swift-distributed-tracing's users, into the queue.
// Any thread; one short lock around the encoding of one span.
import Locking
package import TraceSDK

/// Encodes each span as it ends and hands it over at once.
package final class SharedSpanSink: SpanSink {
    private let buffer: Locked<SpanBuffer>

    /// Spans go into this queue.
    package init(queue: SpanQueue) { buffer = Locked(SpanBuffer(queue: queue)) }

    /// Takes one sampled span.
    package func ended(_ span: FinishedSpan) {
        buffer.withLock { buffer in
            buffer.record { encoder in encoder.append(span) }
            buffer.flush()
        }
    }
}
