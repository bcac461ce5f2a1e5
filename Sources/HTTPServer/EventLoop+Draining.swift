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

    /// Whether another complete request follows in what was received, so that the reply to this
    /// one is not the connection's last. Only asked during a drain.
    func anotherRequestFollows() -> Bool {
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
    /// it would be closed: what has arrived since is still answered.
    func settleWhileDraining(_ slot: Int) {
        let ticket = table.ticket(of: slot)
        if table[slot].input.isEmpty {
            enter(.idle, slot)
            watch(slot, for: [.readable, .peerClosedWriting])
            guard table.holds(ticket) else { return }
            read(slot)
        }
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
            case .replaceIdle(let descriptor, _): _ = calls.close(calls.context, descriptor)
            case .answer, .deliver, .reclaim, .drain, .stop: break
            }
        }
        for slot in table.openSlots {
            shared.connectionAbandoned()
            abort(slot)
        }
    }
}
