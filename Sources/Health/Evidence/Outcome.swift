// One attempt at one provider, finished and classified: the only unit of evidence there is.
// Pure.

/// One finished attempt at a provider.
package struct Outcome: Sendable, Equatable {
    /// The provider, by its place in the registry.
    package var provider: ProviderID
    /// How the attempt ended.
    package var result: OutcomeClass
    /// Who made the attempt.
    package var source: OutcomeSource
    /// When it ended, in milliseconds since 1970.
    package var unixMilliseconds: Int64
    /// How long it took, in microseconds, never negative.
    package var latencyMicroseconds: Int64
    /// The status code of the answer, where there was one.
    package var statusCode: Int?
    /// What went wrong in words, redacted when recorded; empty for `ok`.
    package var message: String
    /// The model asked for; `nil` for a probe.
    package var model: String?
    /// The span of the attempt, where it was traced.
    package var trace: TraceReference?

    /// Makes an outcome; a negative latency becomes 0.
    package init(
        provider: ProviderID, result: OutcomeClass, source: OutcomeSource, unixMilliseconds: Int64,
        latencyMicroseconds: Int64, statusCode: Int? = nil, message: String = "",
        model: String? = nil, trace: TraceReference? = nil
    ) {
        self.provider = provider
        self.result = result
        self.source = source
        self.unixMilliseconds = unixMilliseconds
        self.latencyMicroseconds = max(0, latencyMicroseconds)
        self.statusCode = statusCode
        self.message = message
        self.model = model
        self.trace = trace
    }
}
