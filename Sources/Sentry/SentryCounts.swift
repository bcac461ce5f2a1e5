// What became of every error event: nothing is lost silently.
// Any thread; a value.

/// Why an event was not delivered.
package enum SentryDropReason: String, CaseIterable, Hashable, Sendable {
    /// As many waited as may.
    case queueFull = "queue_full"
    /// As many were taken in this minute as may.
    case tooMany = "too_many"
    /// Sentry asked for a pause.
    case rateLimited = "rate_limited"
    /// No answer came.
    case network
    /// Sentry answered that it does not want it.
    case rejected
    /// The program was stopping.
    case stopping

    /// As a client report calls it.
    var discardReason: String {
        switch self {
        case .queueFull: "queue_overflow"
        case .tooMany, .stopping: "backpressure"
        case .rateLimited: "ratelimit_backoff"
        case .network: "network_error"
        case .rejected: "send_error"
        }
    }
}

/// The books of a client.
package struct SentryCounts: Hashable, Sendable {
    /// Events that Sentry has accepted.
    package internal(set) var sent = 0
    /// Events that were not delivered, by reason.
    package internal(set) var dropped: [SentryDropReason: Int] = [:]
    /// Events that wait or are being sent.
    package internal(set) var waiting = 0
}
