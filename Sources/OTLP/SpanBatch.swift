// Encoded spans that are sent together.
// One owner at a time: producer, queue, exporter.

/// The body of one request, complete but for the two lengths of its envelope.
struct SpanBatch: Sendable {
    /// The envelope's head and the spans behind it.
    var body: [UInt8]
    /// Spans in the body.
    var spans: Int
    /// Bytes of the spans alone, as they count against the bound.
    var spanBytes: Int
    /// Counts the batches of one queue; a flush waits for all up to one of them.
    var sequence: UInt64
    /// Whether later spans must go into a later batch.
    var isSealed = false
}
