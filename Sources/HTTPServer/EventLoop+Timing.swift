// Timing: deadlines that have passed, and the drain.
import CLinux
import HTTPCore
import Reactor

extension EventLoop {
    /// Ends every wait whose deadline has passed.
    func expire() {
        for phase in Phase.allCases {
            while let slot = table.oldest(in: phase), table[slot].deadline <= now {
                expire(slot, in: phase)
            }
        }
    }

    private func expire(_ slot: Int, in phase: Phase) {
        switch phase {
        case .opened, .idle, .deferred: close(slot)
        case .lingering:
            close(slot)
        case .head where !hasBegunHead(slot): close(slot)
        case .head:
            application.rejected(.headerTimeout)
            output.removeAll(keepingCapacity: true)
            refuse(
                slot, .requestTimeout, "The request head did not arrive in time. Send it faster.")
            flush(slot)
        case .body: judgeBody(slot)
        case .writing:
            application.rejected(.writeTimeout)
            // Why: a reset frees what the kernel still holds for a client that does not read.
            _ = clinux_reset_on_close(table[slot].descriptor)
            abort(slot)
        }
    }

    /// A body must keep a minimum rate after the grace and be whole before the timeout.
    private func judgeBody(_ slot: Int) {
        guard let pending = table[slot].pending else {
            close(slot)
            return
        }
        let elapsed = now - table[slot].phaseBegan
        let minimum = Double(limits.bodyMinimumRate) * (elapsed / .seconds(1))
        guard elapsed >= limits.bodyTimeout || Double(pending.received) < minimum else {
            table.extend(
                slot, at: now, for: min(ServerLimits.bodyGrace, limits.bodyTimeout - elapsed))
            return
        }
        application.rejected(.bodyTimeout)
        output.removeAll(keepingCapacity: true)
        refusePending(
            slot, pending, .requestTimeout,
            "The request body did not arrive in time. Send it faster.")
        flush(slot)
    }

    /// Stops accepting and closes every connection that has no complete request head.
    func beginDraining() {
        guard !isDraining else { return }
        if index == 0 {
            acceptConnections()
            poller.remove(shared.listener.descriptor)
            acceptResumesAt = nil
            shared.closeListener()
        }
        isDraining = true
        for slot in table.openSlots { drain(slot) }
    }

    /// Ends a connection after the request it has sent; at once where there is none.
    func drain(_ slot: Int) {
        let ticket = table.ticket(of: slot)
        // Why: to close over a request that has arrived would reset the connection.
        if isBetweenRequests(slot) { read(slot) }
        guard table.holds(ticket) else { return }
        if isBetweenRequests(slot) {
            close(slot)
        } else {
            table[slot].closesAfterReply = true
        }
    }

    private func isBetweenRequests(_ slot: Int) -> Bool {
        let phase = table[slot].phase
        return !table[slot].isQueued && (phase == .opened || phase == .idle || phase == .head)
    }

    /// The hard stop: whatever is still open ends now and is counted.
    func closeEverything() {
        if index == 0, !shared.listenerIsClosed {
            poller.remove(shared.listener.descriptor)
            shared.closeListener()
        }
        mailbox.close()
        for message in mailbox.drain() {
            guard case .adopt(let descriptor) = message else { continue }
            shared.neverAdopted(descriptor, by: index)
        }
        for slot in table.openSlots {
            shared.connectionAbandoned()
            abort(slot)
        }
    }
}
