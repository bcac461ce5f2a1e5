// What a connection can wait for.

/// What a connection is waiting for; each wait has its own deadline.
package enum Phase: Int, CaseIterable, Sendable {
    /// For the first byte of the first request.
    case opened
    /// For the first byte of a later request.
    case idle
    /// For the rest of a request head.
    case head
    /// For the rest of a request body.
    case body
    /// For another thread's answer; without a deadline.
    case deferred
    /// For the client to read.
    case writing
    /// For the client to close after its last reply.
    case lingering

    /// The `state` of the connection gauge.
    package var label: StaticString {
        switch self {
        case .opened: "new"
        case .idle: "idle"
        case .head: "reading_head"
        case .body: "reading_body"
        case .deferred: "answering"
        case .writing: "writing"
        case .lingering: "closing"
        }
    }
}
