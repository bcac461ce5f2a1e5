// A request as its line tells it. A value; made on the loop's thread, never kept.

/// What a request's line begins with: the sentences that operators search for.
package enum RequestSentence: Sendable, Equatable {
    case none
    /// `Health check called`
    case healthCheck
    /// `Fetching provider health scores`
    case providerScores
    /// `Fetching health for provider: <p>`
    case providerHealth
    /// `Fetching errors for <p>, limit: <n>`; without a limit where it did not parse.
    case providerErrors(limit: Int?)
}

/// A request as its line tells it, but for the parts that are bytes.
package struct AccessRecord: Sendable {
    /// When the line is written, in nanoseconds since 1970.
    package var unixNanoseconds: Int64
    /// The method's name.
    package var method: StaticString
    /// Index of the route among those the log was made with; `nil` is `unmatched`.
    package var route: Int?
    /// The status of the reply; `nil` where none could be sent.
    package var status: UInt16?
    /// How long it took.
    package var durationNanoseconds: UInt64
    /// How the line begins.
    package var sentence: RequestSentence
    /// The request's span.
    package var trace: LogTrace?

    /// Puts the facts together.
    package init(
        unixNanoseconds: Int64, method: StaticString, route: Int?, status: UInt16?,
        durationNanoseconds: UInt64, sentence: RequestSentence = .none, trace: LogTrace? = nil
    ) {
        self.unixNanoseconds = unixNanoseconds
        self.method = method
        self.route = route
        self.status = status
        self.durationNanoseconds = durationNanoseconds
        self.sentence = sentence
        self.trace = trace
    }
}
