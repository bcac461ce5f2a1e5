// Who decides whether a span is recorded.

/// The decision asked for when a span is begun.
package enum SpanSampling: Hashable, Sendable {
    /// The tracer's sampler decides.
    case bySampler
    /// Recorded whatever the sampler says: the `startup` span, whose export tells the truth about
    /// the endpoint before the first request.
    case always
}
