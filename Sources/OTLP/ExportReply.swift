// What came of one attempt to export, before it is judged.
// Any thread; a value.

/// The end of one request.
package enum ExportReply: Sendable {
    /// The receiver answered with an HTTP status.
    case answered(status: Int, retryAfter: Duration?, body: [UInt8])
    /// The receiver answered with a gRPC status; the body is the message without its frame.
    case rpc(status: RPCStatus, message: String, retryAfter: Duration?, body: [UInt8])
    /// There was nobody to answer: the spans were written where they should be, but for some.
    case written(rejected: Int, message: String)
    /// The request was larger than one may be, so it was not sent.
    case tooLarge(reason: String)
    /// No whole answer came. The label is for a metric (`connect`), the reason for a person
    /// (`connection refused (10.0.0.1:4318)`); `isRetryable` is false where the same request
    /// would fail again for ever.
    case unanswered(label: String, reason: String, isRetryable: Bool)
}
