// What an attempt means for its batch: the response tables of the OTLP specification.
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
    static func judge(
        _ reply: ExportReply, spans: Int, destination: ExportDestination
    ) -> ExportVerdict {
        switch reply {
        case .answered(let status, _, let body) where (200..<300).contains(status):
            return accepted(PartialSuccess.parse(body, as: destination.wire), of: spans)
        case .answered(let status, let retryAfter, let body):
            let words = ErrorStatus.message(in: body, as: destination.wire)
            let reason = reason("HTTP \(status)", words, reply, destination)
            if status == 413 { return .split(reason: reason) }
            guard [429, 502, 503, 504].contains(status) else {
                return .lost(label: String(status), reason: reason)
            }
            return .retry(reason: reason, after: bounded(retryAfter))
        case .rpc(.ok, _, _, let body):
            return accepted(PartialSuccess.parse(body, as: .grpc), of: spans)
        case .rpc(let status, let message, let retryAfter, _):
            let reason = reason("gRPC \(status.name)", message, reply, destination)
            return judge(status, message, retryAfter, reason: reason)
        case .written(let rejected, let message):
            return .accepted(rejected: min(spans, rejected), message: message)
        case .tooLarge(let reason): return .split(reason: reason)
        case .unanswered(let label, let words, let isRetryable):
            let remedy = ExportAdvice.remedy(for: reply, at: destination)
            let reason = words + (remedy.map { ": \($0)" } ?? "")
            return isRetryable
                ? .retry(reason: reason, after: nil) : .lost(label: label, reason: reason)
        }
    }

    private static func judge(
        _ status: RPCStatus, _ message: String, _ retryAfter: Duration?, reason: String
    ) -> ExportVerdict {
        if status == .resourceExhausted {
            if let retryAfter { return .retry(reason: reason, after: bounded(retryAfter)) }
            // Why: the words of grpc-go and grpc-java for a message above the receiver's limit.
            let isTooLarge =
                message.contains("larger than max") || message.contains("exceeds maximum size")
            return isTooLarge ? .split(reason: reason) : .lost(label: status.name, reason: reason)
        }
        return status.isRetryable
            ? .retry(reason: reason, after: bounded(retryAfter))
            : .lost(label: status.name, reason: reason)
    }

    private static func accepted(_ partial: PartialSuccess?, of spans: Int) -> ExportVerdict {
        .accepted(
            rejected: min(spans, partial?.rejectedSpans ?? 0), message: partial?.message ?? "")
    }

    private static func bounded(_ wait: Duration?) -> Duration? {
        wait.map { min($0, maximumRetryAfter) }
    }

    /// `HTTP 404 at http://tempo:3200/v1/traces: what it said: what to do`.
    private static func reason(
        _ status: String, _ words: String, _ reply: ExportReply, _ destination: ExportDestination
    ) -> String {
        var parts = ["\(status) at \(destination.displayURL)"]
        let words = words.fitForALogLine
        if !words.isEmpty { parts.append(words) }
        if let remedy = ExportAdvice.remedy(for: reply, at: destination) { parts.append(remedy) }
        return parts.joined(separator: ": ")
    }
}
