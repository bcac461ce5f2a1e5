// What came back from an attempt, before it is judged: the input of the one classification.
// Pure. Adapters fill it in; none of them decides what it means.

/// What came back from one attempt at a provider.
package enum AttemptAnswer: Sendable, Equatable {
    /// A complete HTTP response.
    case response(AttemptResponse)
    /// No complete HTTP response.
    case failure(TransportFailure)
}

/// A complete HTTP response, as far as it matters to the verdict.
package struct AttemptResponse: Sendable, Equatable {
    /// The status code.
    package var statusCode: Int
    /// Whether the code is one of those that the probe expects.
    package var isExpectedStatus: Bool
    /// Whether the body is what its own header fields say it is.
    package var hasRightBody: Bool

    /// Describes a response.
    package init(statusCode: Int, isExpectedStatus: Bool, hasRightBody: Bool) {
        self.statusCode = statusCode
        self.isExpectedStatus = isExpectedStatus
        self.hasRightBody = hasRightBody
    }
}

/// Why there was no complete HTTP response.
package enum TransportFailure: Sendable, Equatable, CaseIterable {
    /// The deadline passed, whatever the attempt was doing.
    case timeout
    /// The name did not resolve.
    case resolve
    /// No connection: refused, unreachable.
    case connect
    /// The TLS handshake or the certificate failed.
    case tls
    /// The connection broke while sending or receiving.
    case broken
    /// What came is not HTTP, or more than a response may be.
    case unreadable
    /// The request itself could not be made: our own fault.
    case invalidRequest
    /// We gave up ourselves, at shutdown: evidence of nothing.
    case cancelled
}
