// What a probe tells the one who composed it; on these closures hang CLIENT spans and traceparent.
package import Health

/// Closures called around each probe, on the task that runs it; they must not block.
package struct ProbeEvents: Sendable {
    /// A probe is about to be sent; returns what it carries for tracing.
    package var willSend: @Sendable (ProbeOrder) -> ProbeContext
    /// A probe has ended, however it did; called exactly once for each `willSend`. Returns the span
    /// that the outcome is to name, which only now may be known to be recorded.
    package var didFinish: @Sendable (ProbeReport) -> TraceReference?

    /// Events that nobody listens to, or that these closures do.
    package init(
        willSend: @escaping @Sendable (ProbeOrder) -> ProbeContext = { _ in ProbeContext() },
        didFinish: @escaping @Sendable (ProbeReport) -> TraceReference? = { $0.trace }
    ) {
        self.willSend = willSend
        self.didFinish = didFinish
    }
}

/// What a probe carries for tracing.
package struct ProbeContext: Sendable {
    /// Request headers: `traceparent`, `tracestate`.
    package var headers: [ProbeHeader]
    /// The span of the probe, which its report will name.
    package var trace: TraceReference?

    /// Carries nothing unless told otherwise.
    package init(headers: [ProbeHeader] = [], trace: TraceReference? = nil) {
        self.headers = headers
        self.trace = trace
    }
}

/// One finished probe, as a CLIENT span needs it.
package struct ProbeReport: Sendable {
    /// What was asked, and of whom.
    package let order: ProbeOrder
    /// The span that `willSend` named.
    package let trace: TraceReference?
    /// When it began, in nanoseconds since 1970.
    package let startUnixNanoseconds: Int64
    /// How long it took, in nanoseconds.
    package let durationNanoseconds: Int64
    /// How it ended; `nil` where it was cancelled.
    package let outcome: Outcome?
    /// The URL's parts, for `server.address`, `server.port` and `url.full` without its query.
    package let url: ProbeURL?
    /// The address that answered, for `network.peer.address`.
    package let peerAddress: String?
    /// The port that answered, for `network.peer.port`.
    package let peerPort: Int?
}
