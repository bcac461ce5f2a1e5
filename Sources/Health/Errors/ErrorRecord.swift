// One attempt that was not right, as it is kept and shown: already without secrets.
// Pure.

/// One row of a provider's error log.
package struct ErrorRecord: Sendable, Equatable {
    /// When the attempt ended, in milliseconds since 1970.
    package let unixMilliseconds: Int64
    /// The model asked for, cut at 200 characters; `nil` for a probe.
    package let model: String?
    /// How the attempt ended; never `ok`.
    package let result: OutcomeClass
    /// The status code of the answer, where there was one.
    package let statusCode: Int?
    /// What went wrong, redacted and cut at 500 characters.
    package let message: String
    /// How long the attempt took, in milliseconds.
    package let latencyMilliseconds: Int64
    /// Who made the attempt.
    package let source: OutcomeSource
    /// The trace of the attempt, where it was traced.
    package let trace: TraceReference?

    /// Longest model name kept, in Unicode scalars.
    package static let maximumModelCharacters = 200

    /// Keeps what an outcome says of a failure; `nil` for `ok`.
    package init?(_ outcome: Outcome) {
        guard outcome.result != .ok else { return nil }
        self.init(
            unixMilliseconds: outcome.unixMilliseconds, model: outcome.model,
            result: outcome.result, statusCode: outcome.statusCode,
            cleanMessage: Redaction.clean(outcome.message),
            latencyMilliseconds: (outcome.latencyMicroseconds + 500) / 1000,
            source: outcome.source, trace: outcome.trace)
    }

    /// Makes a row whose message has been through `Redaction` before: one that was stored.
    package init(
        unixMilliseconds: Int64, model: String?, result: OutcomeClass, statusCode: Int?,
        cleanMessage: String, latencyMilliseconds: Int64, source: OutcomeSource,
        trace: TraceReference?
    ) {
        self.unixMilliseconds = unixMilliseconds
        self.model = model.map { Redaction.cut($0, to: Self.maximumModelCharacters) }
        self.result = result
        self.statusCode = statusCode
        message = Redaction.cut(cleanMessage, to: Redaction.maximumCharacters)
        self.latencyMilliseconds = max(0, latencyMilliseconds)
        self.source = source
        self.trace = trace
    }
}
