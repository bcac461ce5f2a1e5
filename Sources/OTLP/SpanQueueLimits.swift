// The bounds between the end of a span and its export.

/// How much may wait, and how much goes into one request.
package struct SpanQueueLimits: Hashable, Sendable {
    /// The most spans whose number the books can hold beside that of their bytes.
    package static let mostSpans = 1 << 23 - 1
    /// The most bytes.
    static let mostBytes = 1 << 40 - 1

    /// Spans held, those in flight included (`OTEL_BSP_MAX_QUEUE_SIZE`).
    package var spans = 65_536
    /// Encoded bytes held, those in flight included.
    package var bytes = 32 << 20
    /// Spans of one request (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE`).
    package var batchSpans = 512
    /// Encoded bytes of the spans of one request; a span larger than this is dropped.
    package var batchBytes = 1 << 20

    /// The defaults.
    package init() {}

    /// The same with each bound from 1 to the most, and no batch larger than the queue.
    var sound: SpanQueueLimits {
        var limits = self
        limits.spans = min(max(1, spans), Self.mostSpans)
        limits.bytes = min(max(1, bytes), Self.mostBytes)
        limits.batchSpans = min(max(1, batchSpans), limits.spans)
        limits.batchBytes = min(max(1, batchBytes), limits.bytes, ExportEnvelope.maximumLength / 2)
        return limits
    }
}
