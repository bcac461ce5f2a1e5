// At the cap: the oldest idle connection makes room for a new one; where none is idle, the new one
// is told so, as far as that goes without waiting for it.
import HTTPCore
import Reactor
import Wire

extension EventLoop {
    /// Puts a connection beyond the cap in the place of this loop's oldest idle one; where it has
    /// none, the loops that were not asked yet come next.
    func replaceIdle(with descriptor: Int32, asked: Int, mayTell: Bool) {
        for _ in 0..<ServerLimits.reclaimTries {
            guard reclaimOne() else { break }
            // Why asked again: another connection may have taken the place that became free.
            guard shared.connectionOpened() else { continue }
            if mayTell { shared.returnRefusal() }
            statistics.opened()
            adopt(descriptor)
            return
        }
        guard asked < shared.mailboxes.count else {
            refuse(descriptor, mayTell: mayTell)
            return
        }
        let next = (index + 1) % shared.mailboxes.count
        let message = LoopMessage.replaceIdle(descriptor, asked: asked + 1, mayTell: mayTell)
        guard shared.mailboxes[next].post(message) else {
            refuse(descriptor, mayTell: mayTell)
            return
        }
    }

    /// Closes the connection that has been idle longest; false where none can be given up.
    func reclaimOne() -> Bool {
        for _ in 0..<ServerLimits.reclaimTries {
            guard let slot = oldestWaiting() else { return false }
            let ticket = table.ticket(of: slot)
            // Why: to close over a request that has arrived would lose it.
            read(slot)
            // A place is free now, though this client has left by itself.
            guard table.holds(ticket) else { return true }
            guard isReclaimable(slot) else { continue }
            application.rejected(.reclaimed)
            close(slot)
            return true
        }
        return false
    }

    /// Idle, and not only since it was served just now; one that has sent nothing yet is spared for
    /// a while.
    private func isReclaimable(_ slot: Int) -> Bool {
        let waited = now - table[slot].phaseBegan
        switch table[slot].phase {
        case .idle: return !table[slot].isQueued && waited > .zero
        case .opened: return waited >= ServerLimits.reclaimGrace
        default: return false
        }
    }

    private func oldestWaiting() -> Int? {
        var candidate = table.oldest(in: .idle)
        for _ in 0..<ServerLimits.reclaimTries {
            guard let slot = candidate else { break }
            if !table[slot].isQueued { return slot }
            candidate = table.following(slot)
        }
        return table.oldest(in: .opened)
    }

    /// Tells a connection beyond the cap to come back later. Where no refusal was set aside for it
    /// and none is left, nobody else is let in for a while.
    func refuse(_ descriptor: Int32, mayTell: Bool) {
        application.rejected(.connectionLimit)
        // Why told all the same: it was let in for the place of an idle connection, which had work
        // again by then; who comes next waits in the backlog.
        if !mayTell, !shared.takeRefusal(at: now) { askToPauseAccepting() }
        // Why a slot: who has sent a request would lose the reply to a reset, if it were closed
        // before that request is read.
        guard refusedNow < ServerLimits.refusedAtOnce,
            let slot = table.open(descriptor: descriptor)
        else {
            refuseAtOnce(descriptor)
            return
        }
        refusedNow += 1
        statistics.opened()
        table[slot].isRefused = true
        guard begin(slot) else { return }
        renderRefusal(table[slot].peer)
        table[slot].closesAfterReply = true
        flush(slot)
    }

    private func askToPauseAccepting() {
        if index == 0 {
            pauseAccepting()
        } else {
            // Why: a full mailbox means that loop 0 has enough to do before it accepts again.
            _ = shared.mailboxes[0].post(.pauseAccepting)
        }
    }

    private func refuseAtOnce(_ descriptor: Int32) {
        renderRefusal(PeerAddress(of: descriptor, calls: calls))
        _ = unsafe calls.receive(calls.context, descriptor, readBuffer, ServerLimits.readBuffer)
        unsafe output.withBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = unsafe calls.send(calls.context, descriptor, start, bytes.count)
        }
        _ = calls.shutdownWrite(calls.context, descriptor)
        _ = calls.close(calls.context, descriptor)
    }

    private func renderRefusal(_ peer: PeerAddress) {
        output.removeAll(keepingCapacity: true)
        answerWithoutRequest(
            .serviceUnavailable, "The server has all the connections it takes. Try again soon.",
            peer: peer, retryAfterSeconds: 1)
    }
}
