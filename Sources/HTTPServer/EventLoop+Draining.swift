// The drain: nobody new is let in, every request that has arrived is answered, and what is still
// open at the deadline is cut off and counted.
import HTTPCore
import Reactor

extension EventLoop {
    /// Stops accepting and closes every connection that has no complete request head.
    func beginDraining() {
        guard !isDraining else { return }
        if index == 0 {
            acceptBacklog()
            stopListening()
        }
        isDraining = true
        for slot in table.openSlots { drain(slot) }
    }

    private func stopListening() {
        poller.remove(shared.listener.descriptor)
        acceptResumesAt = nil
        closeSpare()
        shared.closeListener()
        // Why: loops that had nothing left to do wait for this.
        for other in shared.mailboxes.indices where other != index {
            _ = shared.mailboxes[other].post(.drain)
        }
    }

    /// Closes a connection between two requests; one that has sent something is answered first.
    func drain(_ slot: Int) {
        guard isBetweenRequests(slot) else { return }
        let ticket = table.ticket(of: slot)
        // Why: to close over a request that has arrived would reset the connection.
        read(slot)
        guard table.holds(ticket), isBetweenRequests(slot) else { return }
        close(slot)
    }

    private func isBetweenRequests(_ slot: Int) -> Bool {
        let phase = table[slot].phase
        return !table[slot].isQueued && (phase == .opened || phase == .idle || phase == .head)
    }

    /// Puts what was kept of earlier reads, and what has come since, in front of the buffer, so
    /// that the last request is known when it is answered; how many bytes it is.
    func gatherInput(_ slot: Int) -> Int {
        let kept = restoreInput(slot)
        let room = readCapacity - kept
        guard room > 0 else { return kept }
        let received = unsafe calls.receive(
            calls.context, table[slot].descriptor, readBuffer + kept, room)
        table[slot].filledBuffer = received == room
        // Why: the end of the input, and a failure, are met again by the next read.
        return kept + max(received, 0)
    }

    /// Makes what has come behind a request whose answer was put off the rest that follows it.
    func showInput(_ slot: Int) {
        restStart = 0
        restEnd = gatherInput(slot)
        keepInput(slot, from: 0, count: restEnd)
    }

    /// Whether another complete request follows in what has arrived, so that the reply to this
    /// one is not the connection's last. Only asked during a drain.
    func anotherRequestFollows(_ slot: Int) -> Bool {
        // Why: a read that found no end of the input leaves the rest of it with the kernel.
        guard !table[slot].filledBuffer else { return true }
        guard restStart < restEnd else { return false }
        var next = RequestParser(limits: limits.head)
        do throws(ParseError) {
            return try next.parse(
                unsafe Span(
                    _unsafeStart: UnsafePointer(readBuffer) + restStart,
                    count: restEnd - restStart))
        } catch {
            // Why: what cannot be parsed gets a reply too, and that one closes.
            return true
        }
    }

    /// A connection has nothing left to send during a drain, and its last reply did not say that
    /// it would be closed: what else has arrived is still answered, the rest of a head included.
    // Why in a turn of its own: a client that sends all the while must not nest the calls.
    func settleWhileDraining(_ slot: Int) {
        let phase: Phase = table[slot].input.isEmpty ? .idle : .head
        if table[slot].phase != phase { enter(phase, slot) }
        watch(slot, for: .receiving)
        guard table[slot].isOpen else { return }
        table[slot].looksForMore = true
        queue(slot)
    }

    /// Reads once more; where nothing has come that completes a request, the connection ends.
    func lookForMore(_ ticket: Ticket) {
        let slot = Int(ticket.slot)
        table[slot].looksForMore = false
        read(slot)
        guard table.holds(ticket), isBetweenRequests(slot) else { return }
        linger(slot)
    }

    /// The hard stop: whatever is still open ends now and is counted.
    func closeEverything() {
        if index == 0, !shared.listenerIsClosed { stopListening() }
        mailbox.close()
        for message in mailbox.drain() {
            switch message {
            case .adopt(let descriptor): shared.neverAdopted(descriptor, by: index)
            case .replaceIdle(let descriptor, _, _): _ = calls.close(calls.context, descriptor)
            case .answer, .deliver, .reclaim, .pauseAccepting, .drain, .stop: break
            }
        }
        application.cuttingOff()
        for slot in table.openSlots {
            shared.connectionAbandoned()
            abort(slot)
        }
    }
}
