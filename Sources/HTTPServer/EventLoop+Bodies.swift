// Bodies: framed and limited on every path, kept only where a route takes them.
import HTTPCore
import Reactor
import Wire

extension EventLoop {
    func beginBody(
        _ slot: Int, _ request: borrowing Request, _ match: Match, _ current: inout Current,
        _ headBytes: [UInt8], hasBegun: Bool
    ) -> Progress {
        var limit = limits.body
        var keeps = false
        if case .found(let index, _) = match, let bodyLimit = routes.routes[index].bodyLimit {
            limit = min(limit, bodyLimit)
            keeps = true
        }
        let pending = PendingRequest(
            headBytes: headBytes, limits: limits.head, peer: table[slot].peer, match: match,
            notes: current.notes, keepsBody: keeps)
        switch parser.head.framing {
        case .none: break
        case .chunked: pending.chunked = ChunkedDecoder(limit: limit)
        case .length(let length):
            pending.remaining = length
            guard length <= limit else {
                application.rejected(.tooLarge)
                table[slot].pending = pending
                refusePending(
                    slot, pending, .contentTooLarge,
                    "The request body is too large. Send at most \(limit) bytes.")
                return .finished
            }
        }
        // Why: with bytes of the body already here there is nothing to ask for.
        if parser.head.expectsContinue, !hasBegun {
            guard keeps, case .found(let index, _) = match,
                takesBody(of: request, routes.routes[index])
            else {
                return answerInsteadOfContinue(slot, request, match, &current, headBytes)
            }
            output.append("HTTP/1.1 100 Continue\r\n\r\n")
        }
        table[slot].pending = pending
        return .another
    }

    /// A final status at once saves the client from sending a body that nobody wants; since it may
    /// be sending it all the same, the connection ends here (RFC 9110 section 10.1.1).
    private func answerInsteadOfContinue(
        _ slot: Int, _ request: borrowing Request, _ match: Match, _ current: inout Current,
        _ headBytes: [UInt8]
    ) -> Progress {
        table[slot].closesAfterReply = true
        response.begin(ticket: table.ticket(of: slot), mailbox: mailbox)
        choose(request, match, &current.notes)
        if response.isDeferred {
            hold(slot, match, current, headBytes)
            return .waiting
        }
        return finish(slot, request, &current)
    }

    /// Whether the route takes such a body; fills the response where it does not.
    func takesBody(of request: borrowing Request, _ route: Route) -> Bool {
        guard route.bodyLimit != nil, request.framing != .none else { return true }
        if !route.takesCoding(of: request) {
            let codings = route.codings + ["identity"]
            let names = codings.map { "\($0)" }.joined(separator: ", ")
            response.appendField("Accept-Encoding", names)
            response.fail(
                .unsupportedMediaType, "This Content-Encoding is not taken. Send \(names).")
            return false
        }
        guard !route.takesType(of: request) else { return true }
        let names = route.mediaTypes.map { "\($0)" }.joined(separator: ", ")
        response.appendField("Accept-Post", names)
        response.fail(.unsupportedMediaType, "This Content-Type is not taken. Send \(names).")
        return false
    }

    /// The body is complete: the handler runs.
    func answerPending(_ slot: Int, _ pending: PendingRequest) -> Progress {
        var progress = Progress.waiting
        pending.withRequest { request in
            response.begin(ticket: table.ticket(of: slot), mailbox: mailbox)
            choose(request, pending.match, &pending.notes)
            if response.isDeferred { return }
            progress = finishPending(slot, request, pending)
        }
        return progress
    }

    func finishPending(
        _ slot: Int, _ request: borrowing Request, _ pending: PendingRequest
    ) -> Progress {
        table[slot].pending = nil
        var current = Current(
            route: pending.match.route, notes: pending.notes, keepsAlive: pending.keepsAlive,
            isHead: request.method == .head, isOldVersion: request.minorVersion == 0)
        return finish(slot, request, &current)
    }

    /// Answers a request whose body is refused; the rest of it is not read.
    func refusePending(
        _ slot: Int, _ pending: PendingRequest, _ status: Status, _ detail: String
    ) {
        table[slot].closesAfterReply = true
        pending.withRequest { request in
            response.begin(ticket: table.ticket(of: slot), mailbox: mailbox)
            response.fail(status, detail)
            _ = finishPending(slot, request, pending)
        }
    }
}
