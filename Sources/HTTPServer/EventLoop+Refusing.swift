// At the cap: the oldest idle connection makes room for a new one; where none is idle, the new one
// is told so, as far as that goes without waiting for it.
import HTTPCore
import Reactor

extension EventLoop {
    /// Puts a connection beyond the cap in the place of this loop's oldest idle one; where it has
    /// none, the loops that were not asked yet come next.
    func replaceIdle(with descriptor: Int32, asked: Int) {
        for _ in 0..<ServerLimits.reclaimTries {
            guard reclaimOne() else { break }
            // Why asked again: another connection may have taken the place that became free.
            guard shared.connectionOpened() else { continue }
            statistics.opened()
            adopt(descriptor)
            return
        }
        guard asked < shared.mailboxes.count else {
            refuse(descriptor)
            return
        }
        let next = (index + 1) % shared.mailboxes.count
        guard shared.mailboxes[next].post(.replaceIdle(descriptor, asked: asked + 1)) else {
            refuse(descriptor)
            return
        }
    }

    /// Closes the connection that has been idle longest; false where none can be given up.
    func reclaimOne() -> Bool {
        for _ in 0..<ServerLimits.reclaimTries {
            guard let slot = reclaimable() else { return false }
            let ticket = table.ticket(of: slot)
            // Why: to close over a request that has arrived would lose it.
            read(slot)
            // A place is free now, though this client has left by itself.
            guard table.holds(ticket) else { return true }
            guard table[slot].phase == .idle || table[slot].phase == .opened,
                !table[slot].isQueued, table[slot].input.isEmpty
            else { continue }
            // Why: one that was served just now is not idle, however empty its socket is.
            guard table[slot].phaseBegan < now || table[slot].requests == 0 else { continue }
            application.rejected(.reclaimed)
            close(slot)
            return true
        }
        return false
    }

    private func reclaimable() -> Int? {
        var candidate = table.oldest(in: .idle)
        for _ in 0..<ServerLimits.reclaimTries {
            guard let slot = candidate else { break }
            if !table[slot].isQueued { return slot }
            candidate = table.following(slot)
        }
        guard let slot = table.oldest(in: .opened),
            now - table[slot].phaseBegan >= ServerLimits.reclaimGrace
        else { return nil }
        return slot
    }

    /// Tells a connection beyond the cap to come back later.
    func refuse(_ descriptor: Int32) {
        application.rejected(.connectionLimit)
        guard refusals.take(at: now) else {
            _ = calls.close(calls.context, descriptor)
            return
        }
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

    private func refuseAtOnce(_ descriptor: Int32) {
        renderRefusal(PeerAddress(of: descriptor, calls: calls))
        _ = unsafe calls.receive(calls.context, descriptor, readBuffer, ServerLimits.readBuffer)
        unsafe output.withUnsafeBufferPointer { bytes in
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
