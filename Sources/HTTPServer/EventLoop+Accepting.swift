// Accepting: loop 0 owns the listener and gives each connection to the loop that has fewest.
import CLinux
import HTTPCore
import Reactor
import Wire

extension EventLoop {
    func openListener() throws(SystemError) {
        spareDescriptor = try SpareDescriptor.open()
        try poller.add(
            shared.listener.descriptor, for: .readable, data: Self.listenerData)
    }

    func acceptConnections() {
        guard acceptResumesAt == nil else { return }
        for _ in 0..<ServerLimits.acceptsPerTurn {
            let descriptor = shared.listener.accept()
            if descriptor >= 0 {
                place(descriptor)
                continue
            }
            guard recoverFromAcceptError(-descriptor) else { return }
        }
    }

    /// Whether to go on accepting in this turn.
    private func recoverFromAcceptError(_ code: Int32) -> Bool {
        switch code {
        case EAGAIN: return false
        case EINTR, ECONNABORTED, EPROTO, EPERM: return true
        case EMFILE, ENFILE:
            refuseWithSpareDescriptor()
            pauseAccepting()
            return false
        default:
            // ENOBUFS, ENOMEM and what else the kernel may run out of.
            pauseAccepting()
            return false
        }
    }

    /// Descriptors have run out: give the spare one up for a moment, so that the peer sees its
    /// connection closed instead of waiting in the backlog.
    private func refuseWithSpareDescriptor() {
        application.rejected(.descriptorLimit)
        spareDescriptor = nil
        let descriptor = shared.listener.accept()
        if descriptor >= 0 { _ = FileDescriptor(owning: descriptor) }
        do throws(SystemError) {
            spareDescriptor = try SpareDescriptor.open()
        } catch {
            // Without a spare the listener pauses all the same; it is opened again later.
            spareDescriptor = nil
        }
    }

    private func pauseAccepting() {
        poller.remove(shared.listener.descriptor)
        acceptResumesAt = now + ServerLimits.acceptPause
    }

    func resumeAccepting() {
        guard let resume = acceptResumesAt, now >= resume, !shared.listenerIsClosed else { return }
        acceptResumesAt = nil
        do throws(SystemError) {
            if spareDescriptor == nil { spareDescriptor = try SpareDescriptor.open() }
            try poller.add(
                shared.listener.descriptor, for: .readable, data: Self.listenerData)
        } catch {
            acceptResumesAt = now + ServerLimits.acceptPause
        }
    }

    private func place(_ descriptor: Int32) {
        guard shared.connectionOpened() else {
            refuse(descriptor)
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

    /// At the cap a client is told so, as far as that goes without waiting.
    private func refuse(_ descriptor: Int32) {
        let owned = FileDescriptor(owning: descriptor)
        application.rejected(.connectionLimit)
        output.removeAll(keepingCapacity: true)
        answerWithoutRequest(
            .serviceUnavailable, "The server has all the connections it takes. Try again soon.",
            peer: PeerAddress(of: descriptor), retryAfterSeconds: 1)
        // Why: closing over a request that has arrived would reset the connection and the reply.
        _ = unsafe clinux_receive(owned.number, readBuffer, ServerLimits.readBuffer)
        unsafe output.withBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = unsafe clinux_send(owned.number, start, bytes.count)
        }
        _ = clinux_shutdown_write(owned.number)
    }

    func adopt(_ descriptor: Int32) {
        guard let slot = table.open(descriptor: descriptor, at: now) else {
            shared.neverAdopted(descriptor, by: index)
            return
        }
        table[slot].peer = PeerAddress(of: descriptor)
        table.enter(.opened, slot, at: now, forNanoseconds: timeouts[.opened])
        let interest = Readiness.receiving
        table[slot].interest = interest
        do throws(SystemError) {
            try poller.add(descriptor, for: interest, data: table.ticket(of: slot).bits)
            if isDraining { drain(slot) }
        } catch {
            close(slot)
        }
    }
}

/// A descriptor that is open for nothing but to be given up when they have run out.
enum SpareDescriptor {
    static func open() throws(SystemError) -> FileDescriptor {
        FileDescriptor(owning: try SystemError.check("eventfd", clinux_eventfd_create()))
    }
}
