// What an attempt means for its batch: the response table of the OTLP specification.
// Any thread; pure.

/// What becomes of a batch after one attempt.
enum ExportVerdict: Hashable, Sendable {
    /// It arrived; some spans may have been refused for good.
    case accepted(rejected: Int, message: String)
    /// It is tried again, not before `after`, like everything else.
    case retry(reason: String, after: Duration?)
    /// It is too large for the receiver, and is sent in smaller parts.
    case split(reason: String)
    /// It is given up: no repetition can help. The label is for a metric, the reason for a person.
    case lost(label: String, reason: String)

    /// The longest that a receiver's `Retry-After` is obeyed.
    static let maximumRetryAfter = Duration.seconds(300)

    /// Judges the reply to a batch of so many spans.
    static func judge(_ reply: ExportReply, spans: Int, displayURL: String) -> ExportVerdict {
        switch reply {
        case .answered(let status, _, let body) where (200..<300).contains(status):
            let partial = PartialSuccess.parse(body)
            return .accepted(
                rejected: min(spans, partial?.rejectedSpans ?? 0), message: partial?.message ?? "")
        case .answered(let status, let retryAfter, _):
            let reason = "HTTP \(status) at \(displayURL)"
            if status == 413 { return .split(reason: reason) }
            guard [429, 502, 503, 504].contains(status) else {
                return .lost(label: String(status), reason: reason)
            }
            return .retry(reason: reason, after: retryAfter.map { min($0, maximumRetryAfter) })
        case .unanswered(_, let reason, isRetryable: true):
            return .retry(reason: reason, after: nil)
        case .unanswered(let label, let reason, isRetryable: false):
            return .lost(label: label, reason: reason)
        }
    }
}
