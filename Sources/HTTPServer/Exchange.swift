// A request that another thread answers. It can be answered once; one that is dropped answers 500
// from its deinit, so that no client ever hangs.
package import HTTPCore
import Reactor

/// What another thread answers.
package struct Answer: Sendable {
    /// The status.
    package var status: Status
    /// The media type of the body.
    package var contentType: StaticString
    /// The body.
    package var body: [UInt8]
    /// Makes the reply a problem with this detail instead of the body.
    package var problemDetail: String?

    /// A reply with a body.
    package init(
        status: Status = .ok, contentType: StaticString = "application/json", body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// A problem reply (RFC 9457).
    package init(problem status: Status, detail: String) {
        self.init(status: status, body: [])
        problemDetail = detail
    }
}

/// The duty to answer one request.
package struct Exchange: ~Copyable, Sendable {
    private let ticket: Ticket
    private var mailbox: Mailbox<LoopMessage>?

    init(ticket: Ticket, mailbox: Mailbox<LoopMessage>) {
        self.ticket = ticket
        self.mailbox = mailbox
    }

    /// Hands the answer to the loop that owns the connection; any thread, never blocks.
    package consuming func answer(_ answer: Answer) {
        post(answer)
        mailbox = nil
    }

    deinit {
        guard mailbox != nil else { return }
        post(
            Answer(
                problem: .internalServerError,
                detail: "The request was dropped before it was answered. Try again."))
    }

    private func post(_ answer: Answer) {
        // Why: the mailbox holds a place for every connection and each has one exchange at most;
        // it refuses only once its loop has ended, and then the connection is gone.
        _ = mailbox?.post(.answer(ticket, answer))
    }
}

/// What other threads tell a loop.
enum LoopMessage: Sendable {
    case adopt(Int32)
    /// A connection beyond the cap, to be served in the place of an idle one, or to be told that
    /// there is none where a refusal was set aside for it.
    case replaceIdle(Int32, asked: Int, mayTell: Bool)
    /// Descriptors have run out: the oldest idle connection is given up.
    case reclaim
    /// More were let in than can be told that there is no place; for loop 0.
    case pauseAccepting
    case answer(Ticket, Answer)
    case deliver(any Sendable)
    case drain
    case stop
}
