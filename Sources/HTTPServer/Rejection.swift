// Why something was refused: the closed set behind the `reason` label of the rejection counter.
import HTTPCore

/// Why a connection or a request was refused without a handler having seen it.
package enum Rejection: String, CaseIterable, Sendable {
    /// The request could not be parsed.
    case malformed
    /// The request line, the head, the body or its trailers were larger than is taken.
    case tooLarge = "too_large"
    /// The head did not arrive in time.
    case headerTimeout = "header_timeout"
    /// The body did not arrive in time or came too slowly.
    case bodyTimeout = "body_timeout"
    /// The client did not read its reply.
    case writeTimeout = "write_timeout"
    /// The cap on connections was reached and none was idle.
    case connectionLimit = "connection_limit"
    /// An idle connection was closed to make room for a new one.
    case reclaimed
    /// Descriptors ran out.
    case descriptorLimit = "descriptor_limit"
    /// The kernel could not hand over a connection.
    case acceptFailed = "accept_failed"
    /// The kernel could not watch a connection or take its bytes.
    case systemError = "system_error"
    /// The loop lagged, and the request had waited too long.
    case overload

    /// What a request is counted as that could not be read.
    init(_ error: ParseError) {
        switch error.status {
        case .contentTooLarge, .uriTooLong, .requestHeaderFieldsTooLarge: self = .tooLarge
        default: self = .malformed
        }
    }
}
