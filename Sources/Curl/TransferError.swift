// Why a request got no complete response.
// Any thread. Never carries a header, a body, user-info or a query: the message may be logged.

/// A transfer that failed; a response of any status is no failure.
package struct TransferError: Error, Equatable, Sendable, CustomStringConvertible {
    /// How far the transfer came.
    package enum Phase: String, Equatable, Sendable, CaseIterable {
        /// The host's name did not resolve.
        case dns
        /// No connection: refused, unreachable.
        case connect
        /// The TLS handshake or the peer's certificate.
        case tls
        /// The connection broke while the request was sent.
        case send
        /// The connection broke, or the response was malformed or cut off.
        case receive
        /// One of the request's two timeouts passed.
        case timeout
        /// The response was larger than the request allowed.
        case tooLarge
        /// `cancel`, `shutdown`, or a cancelled task.
        case cancelled
        /// The request could not be sent as it was; repeating it is of no use.
        case invalidRequest
        /// libcurl itself, or too many transfers at once.
        case other
    }

    /// How far the transfer came.
    package var phase: Phase
    /// libcurl's own code, 0 where it was not asked.
    package var code: Int32
    /// The `errno` of the failed connection, 0 where there was none.
    package var systemCode: Int32
    /// The status of a whole head whose body could not be decoded; 0 in every other case.
    package var undecodableStatus: Int
    /// A phrase for people that names host and port at most.
    package var message: String
    /// From the transfer's begin to its end; 0 where it never began.
    package var durationNanoseconds: UInt64

    /// Makes an error.
    package init(
        phase: Phase, code: Int32 = 0, systemCode: Int32 = 0, undecodableStatus: Int = 0,
        message: String, durationNanoseconds: UInt64 = 0
    ) {
        self.phase = phase
        self.code = code
        self.systemCode = systemCode
        self.undecodableStatus = undecodableStatus
        self.message = message
        self.durationNanoseconds = durationNanoseconds
    }

    /// The message.
    package var description: String { message }
}
