// Accepting: loop 0 owns the listener and gives each connection to the loop that has fewest. No
// failure of accept ends the server, and none makes it spin.
import CLinux
import HTTPCore
import Reactor
import Wire

extension EventLoop {
    func openListener() throws(SystemError) {
        openSpare()
        try poller.add(
            shared.listener.descriptor, for: .readable, data: Self.listenerData)
    }

    func acceptConnections() {
        guard acceptResumesAt == nil else { return }
        for _ in 0..<ServerLimits.acceptsPerTurn {
            guard acceptOne(), acceptResumesAt == nil else { return }
        }
    }

    /// Accepts what waits in the backlog when a drain begins.
    func acceptBacklog() {
        for _ in 0..<Listener.backlog {
            acceptResumesAt = nil
            // Why: who waits behind a failure of the kernel would be reset; it is tried again.
            guard acceptOne() || acceptResumesAt != nil else { return }
        }
    }

    /// Whether to go on accepting in this turn.
    private func acceptOne() -> Bool {
        guard !shared.isFull || canTakeOneMore() else {
            // Why: who can be neither served nor told so waits in the backlog.
            pauseAccepting()
            return false
        }
        let descriptor = calls.accept(calls.context, shared.listener.descriptor)
        guard descriptor >= 0 else { return recoverFromAcceptError(-descriptor) }
        place(descriptor)
        return true
    }

    /// At the cap: whether a new connection can take an idle one's place, or be refused politely.
    private func canTakeOneMore() -> Bool {
        // Why idle ones alone: one that has sent nothing yet may still be spared, and who is
        // accepted then, beyond the refusals of this second, would be closed without a word.
        shared.hasIdleConnection || shared.mayRefuse(at: now)
    }

    /// Whether to go on accepting in this turn.
    private func recoverFromAcceptError(_ code: Int32) -> Bool {
        switch code {
        case EAGAIN: return false
        case EINTR: return true
        case ECONNABORTED, EPROTO, EPERM, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
            EOPNOTSUPP, ENETUNREACH:
            // Why: each is the fate of one connection and says nothing about the next (man accept).
            application.rejected(.acceptFailed)
            return true
        case EMFILE, ENFILE:
            application.rejected(.descriptorLimit)
            if reclaimOne() { return true }
            refuseWithSpareDescriptor()
        default:
            // ENOBUFS, ENOMEM and what else the kernel may run out of.
            application.rejected(.acceptFailed)
        }
        pauseAccepting()
        return false
    }

    /// Descriptors have run out: give the spare one up for a moment, so that the peer sees its
    /// connection closed instead of waiting in the backlog.
    private func refuseWithSpareDescriptor() {
        closeSpare()
        let descriptor = calls.accept(calls.context, shared.listener.descriptor)
        if descriptor >= 0 { _ = calls.close(calls.context, descriptor) }
        openSpare()
        shared.askToReclaim()
    }

    /// Takes the listener out of the poller for a moment: level-triggered, it would wake the loop
    /// again and again for a connection that cannot be taken.
    func pauseAccepting() {
        guard acceptResumesAt == nil, !shared.listenerIsClosed else { return }
        poller.remove(shared.listener.descriptor)
        acceptResumesAt = now + ServerLimits.acceptPause
    }

    func resumeAccepting() {
        guard let resume = acceptResumesAt, now >= resume, !shared.listenerIsClosed else { return }
        if spareDescriptor < 0 { openSpare() }
        do throws(SystemError) {
            try poller.add(
                shared.listener.descriptor, for: .readable, data: Self.listenerData)
            acceptResumesAt = nil
        } catch {
            application.rejected(.systemError)
            acceptResumesAt = now + ServerLimits.acceptPause
        }
    }

    /// Opens the descriptor that is there for nothing but to be given up when they have run out;
    /// -1 where there is none left for it either.
    private func openSpare() { spareDescriptor = max(-1, calls.openSpare(calls.context)) }

    func closeSpare() {
        guard spareDescriptor >= 0 else { return }
        _ = calls.close(calls.context, spareDescriptor)
        spareDescriptor = -1
    }

    private func place(_ descriptor: Int32) {
        guard shared.connectionOpened() else {
            placeBeyondCap(descriptor)
            return
        }
        let target = shared.leastLoadedLoop()
        // Why: counted here and not by the loop that adopts it, so that a burst spreads evenly.
        shared.statistics[target].opened()
        if target == index {
            adopt(descriptor)
        } else if !shared.mailboxes[target].post(.adopt(descriptor)) {
            shared.neverAdopted(descriptor, by: target)
        }
    }

    private func placeBeyondCap(_ descriptor: Int32) {
        // Why now: by the time another loop has found no place, others may have been refused.
        let mayTell = shared.takeRefusal(at: now)
        guard let target = shared.mostWaitingLoop() else {
            refuse(descriptor, mayTell: mayTell)
            return
        }
        if target == index {
            replaceIdle(with: descriptor, asked: 1, mayTell: mayTell)
        } else if !shared.mailboxes[target].post(
            .replaceIdle(descriptor, asked: 1, mayTell: mayTell))
        {
            refuse(descriptor, mayTell: mayTell)
        }
    }

    /// Takes over a connection that was counted in for this loop.
    func adopt(_ descriptor: Int32) {
        guard let slot = table.open(descriptor: descriptor) else {
            shared.neverAdopted(descriptor, by: index)
            return
        }
        begin(slot)
        if isDraining, table[slot].isOpen { drain(slot) }
    }

    /// Begins to watch a connection that has just got its slot; false where that fails.
    @discardableResult
    func begin(_ slot: Int) -> Bool {
        let descriptor = table[slot].descriptor
        table[slot].peer = PeerAddress(of: descriptor, calls: calls)
        table[slot].retiresAt = now + ConnectionAge.jittered(limits.connectionAge, descriptor, now)
        table.enter(.opened, slot, at: now, forNanoseconds: timeouts[.opened])
        let interest = Readiness.receiving
        table[slot].interest = interest
        do throws(SystemError) {
            try poller.add(descriptor, for: interest, data: table.ticket(of: slot).bits)
            return true
        } catch {
            application.rejected(.systemError)
            close(slot)
            return false
        }
    }
}

/// How old a connection may get: spread by a tenth, so that the connections of a burst do not all
/// come back at once.
enum ConnectionAge {
    static func jittered(_ age: Duration, _ descriptor: Int32, _ opened: MonotonicTime) -> Duration
    {
        // Why a hash and no generator: nothing depends on it but that neighbours differ.
        var mixed =
            opened.nanoseconds &+ UInt64(UInt32(bitPattern: descriptor)) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        let permille = Int64(900 + (mixed ^ (mixed >> 31)) % 201)
        let (scaled, overflow) = age.wholeNanoseconds.multipliedReportingOverflow(by: permille)
        return .nanoseconds(overflow ? age.wholeNanoseconds : scaled / 1000)
    }
}
