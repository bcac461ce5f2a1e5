// Dispatching: from a complete head to a reply in the output buffer.
import HTTPCore
import Reactor
import Wire

extension EventLoop {
    /// A request that is being answered on this thread.
    struct Current {
        var route: Int?
        var notes = RequestNotes()
        var keepsAlive: Bool
        var isHead: Bool
        var isOldVersion: Bool
    }

    /// Routes the request whose head the parser holds, and answers it or begins its body.
    func dispatch(_ slot: Int, headStart: Int, bodyHasBegun: Bool) -> Progress {
        let head = unsafe parser.headAddress
        let count = unsafe head.pointee.count
        let method = unsafe head.pointee.method
        let bytes = unsafe UnsafeBufferPointer(start: readBuffer + headStart, count: count)
        let number = parser.headNumber
        if lastMatch.head != number {
            lastMatch = unsafe (
                number, routes.match(method, head.pointee.path, Span(_unsafeElements: bytes))
            )
        }
        let match = lastMatch.match
        var current = unsafe Current(
            route: match.route, keepsAlive: head.pointee.keepsAlive,
            isHead: method == .head, isOldVersion: head.pointee.minorVersion == 0)
        let request = unsafe Request(
            bytes: bytes, head: head, peer: table[slot].peer,
            parameter: match.parameter, headNumber: number)
        let started = shedder.isShedding ? shared.clocks.monotonic() : latest
        application.began(request, route: current.route, at: started, notes: &current.notes)
        table[slot].requests += 1
        // Why: this wait is over; a head or body that follows in the same bytes has its own.
        if table[slot].phase == .head || table[slot].phase == .body { enter(.idle, slot) }
        if shedder.isShedding, sheds(match, reached: started) {
            return shed(slot, request, &current)
        }
        guard case .none = unsafe head.pointee.framing else {
            return beginBody(
                slot, request, match, &current, unsafe Array(bytes), hasBegun: bodyHasBegun)
        }
        response.begin(ticket: table.ticket(of: slot), mailbox: mailbox)
        choose(request, match, &current.notes)
        if response.isDeferred {
            hold(slot, match, current, unsafe Array(bytes))
            return .waiting
        }
        return finish(slot, request, &current)
    }

    /// Whether a request has waited too long for an overloaded loop.
    private func sheds(_ match: Match, reached: MonotonicTime) -> Bool {
        if case .found(let index, _) = match, routes.routes[index].answersUnderLoad { return false }
        return shedder.refuses(
            began: now, reached: reached, hasBody: parser.head.framing != .none)
    }

    private func shed(
        _ slot: Int, _ request: borrowing Request, _ current: inout Current
    ) -> Progress {
        application.rejected(.overload)
        response.begin(ticket: table.ticket(of: slot), mailbox: mailbox)
        response.fail(.serviceUnavailable, "The server is overloaded. Try again in a second.")
        response.appendField("Retry-After", "1")
        // Why: to read past its body would be work too.
        if parser.head.framing != .none { current.keepsAlive = false }
        return finish(slot, request, &current)
    }

    /// Fills the response: by the route's handler, or with what the match came to.
    func choose(
        _ request: borrowing Request, _ match: Match, _ notes: inout RequestNotes
    ) {
        switch request.method {
        case .other:
            response.fail(
                .notImplemented, "The method is not implemented. Use one of \(routes.allAllowed).")
            return
        case .connect:
            response.fail(.notImplemented, "This server is no proxy. Send a request with a path.")
            return
        case .trace:
            refuseMethod(match)
            return
        case .options where request.path.count == 0:
            response.status = .noContent
            response.appendField("Allow", routes.allAllowed)
            return
        default: break
        }
        switch match {
        case .found(let index, _):
            if routes.isPlain(index) {
                application.answer(index, request, &response, notes: &notes)
                return
            }
            let route = routes.routes[index]
            guard takesBody(of: request, route) else { return }
            if let handler = route.handler {
                handler(request, &response)
            } else {
                application.answer(index, request, &response, notes: &notes)
            }
        case .otherMethods where request.method == .options:
            response.status = .noContent
            response.appendField("Allow", routes.allowed(match))
        case .otherMethods: refuseMethod(match)
        case .similar(let index):
            response.fail(
                .notFound, "There is no such path. Did you mean \(routes.routes[index].template)?")
        case .unknown:
            response.fail(.notFound, "There is no such path. The routes are listed at /.")
        }
    }

    private func refuseMethod(_ match: Match) {
        let allowed = routes.allowed(match)
        response.appendField("Allow", allowed)
        response.fail(.methodNotAllowed, "This path does not take the method. Use \(allowed).")
    }

    /// Puts the reply into the output buffer and ends the request.
    func finish(
        _ slot: Int, _ request: borrowing Request, _ current: inout Current
    ) -> Progress {
        let closes = mustClose(slot, current.keepsAlive) || request.method == .connect
        appendReply(request, current, closes: closes)
        latest = clocks.monotonic()
        application.ended(
            request, route: current.route, status: response.status,
            bodyBytes: response.bodyCount, at: latest, notes: &current.notes)
        if closes { table[slot].closesAfterReply = true }
        return closes ? .finished : .another
    }

    private func mustClose(_ slot: Int, _ keepsAlive: Bool) -> Bool {
        let bound = limits.requestsPerConnection
        return !keepsAlive || table[slot].closesAfterReply
            || isDraining && !anotherRequestFollows(slot)
            || bound > 0 && table[slot].requests >= bound
            || now >= table[slot].retiresAt
    }

    // MARK: Deferred answers

    func hold(
        _ slot: Int, _ match: Match, _ current: Current, _ headBytes: [UInt8]
    ) {
        let pending = PendingRequest(
            headBytes: headBytes, limits: limits.head, peer: table[slot].peer, match: match,
            notes: current.notes, keepsBody: false)
        pending.isReadingBody = false
        table[slot].pending = pending
    }

    /// Another thread has answered; the connection may be gone by now.
    func finishDeferred(_ ticket: Ticket, _ answer: Answer) {
        guard table.holds(ticket) else { return }
        let slot = Int(ticket.slot)
        guard let pending = table[slot].pending, !pending.isReadingBody else { return }
        output.removeAll(keepingCapacity: true)
        if isDraining { showInput(slot) }
        // Why: what was kept meanwhile may be requests, whatever was served last.
        servedFullTurn = !table[slot].input.isEmpty
        pending.withRequest { request in
            response.begin(ticket: ticket, mailbox: mailbox)
            response.take(answer)
            _ = finishPending(slot, request, pending)
        }
        flush(slot)
        if table.holds(ticket), !table[slot].input.isEmpty { queue(slot) }
    }

    // MARK: Requests without a head

    /// Answers what could not be parsed; the connection closes, since it cannot be framed.
    func refuseMalformed(_ slot: Int, _ error: ParseError, asksForHead: Bool) {
        application.rejected(Rejection(error))
        answerWithoutRequest(
            error.status, "\(error.detail)", peer: table[slot].peer, isHead: asksForHead)
        table[slot].closesAfterReply = true
    }

    /// Answers a connection whose request has no complete head.
    func refuse(_ slot: Int, _ status: Status, _ detail: String) {
        let input = table[slot].input
        answerWithoutRequest(
            status, detail, peer: table[slot].peer,
            isHead: RequestParser.asksForHead(input.span))
        table[slot].closesAfterReply = true
    }

    /// Appends a problem that closes the connection, for a request that nobody could read.
    func answerWithoutRequest(
        _ status: Status, _ detail: String, peer: PeerAddress, isHead: Bool = false,
        retryAfterSeconds: Int? = nil
    ) {
        var current = Current(keepsAlive: false, isHead: isHead, isOldVersion: false)
        let request = unsafe Request(
            bytes: UnsafeBufferPointer(start: nil, count: 0), head: parser.headAddress,
            peer: peer, isParsed: false)
        application.began(request, route: nil, at: now, notes: &current.notes)
        response.begin(ticket: Ticket(slot: 0, generation: 0), mailbox: mailbox)
        response.fail(status, detail)
        if let retryAfterSeconds {
            response.appendField("Retry-After", String(retryAfterSeconds))
        }
        appendReply(request, current, closes: true)
        application.ended(
            request, route: nil, status: status, bodyBytes: response.bodyCount,
            at: shared.clocks.monotonic(), notes: &current.notes)
    }
}
