// How an attempt is named in metrics.
// Any thread; a value.

/// The end of one attempt to export, for a metric's labels.
package enum AttemptResult: Hashable, Sendable {
    /// An HTTP status.
    case http(Int)
    /// A gRPC status by its name, such as `UNAVAILABLE`.
    case rpc(String)
    /// Written, which nobody answers.
    case written
    /// No answer; what failed, such as `connect`.
    case unanswered(String)

    /// Whether the receiver accepted the request.
    package var isSuccess: Bool {
        switch self {
        case .http(let status): (200..<300).contains(status)
        case .rpc(let name): name == RPCStatus.ok.name
        case .written: true
        case .unanswered: false
        }
    }

    /// The status, or what failed.
    package var label: String {
        switch self {
        case .http(let status): String(status)
        case .rpc(let name), .unanswered(let name): name
        case .written: "written"
        }
    }
}

extension ExportReply {
    /// What a metric says of it.
    var result: AttemptResult {
        switch self {
        case .answered(let status, _, _): .http(status)
        case .rpc(let status, _, _, _): .rpc(status.name)
        case .written: .written
        case .tooLarge: .unanswered("request_too_large")
        case .unanswered(let label, _, _): .unanswered(label)
        }
    }
}
