// Why a span that ended never got into the queue.

/// The labels of `gatewayz_spans_dropped_total`.
package enum SpanDropReason: String, Hashable, Sendable, CaseIterable {
    /// The queue held as many spans or bytes as it may.
    case queueFull = "queue_full"
    /// The exporter was shut down before.
    case alreadyShutdown = "already_shutdown"
    /// The span alone is larger than a batch may be.
    case tooLarge = "too_large"
}
