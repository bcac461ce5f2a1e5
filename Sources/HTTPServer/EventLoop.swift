// One loop: a thread, an epoll instance and the connections it owns. Nothing in here is shared;
// other threads reach it through its mailbox. The files EventLoop+… are its parts: accepting,
// refusing, reading, dispatching, writing, timing and draining.
import HTTPCore
import Reactor
import Wire

/// Serves the connections of one thread.
@safe
final class EventLoop {
    /// What epoll reports for the mailbox and the listener instead of a ticket.
    static let mailboxData = UInt64.max
    static let listenerData = UInt64.max - 1

    let shared: SharedServerState
    let index: Int
    let calls: SystemCalls
    let mailbox: Mailbox<LoopMessage>
    let application: any LoopApplication
    let statistics: LoopStatistics
    let limits: ServerLimits
    let clocks: Clocks
    let timeouts: PhaseTimeouts
    let poller: Poller
    let table: ConnectionTable
    let routes: RouteTable
    let readBuffer: UnsafeMutablePointer<UInt8>
    /// Bytes of the read buffer. Why more than one read: a head that is kept whole up to its limit
    /// must leave room behind it, since a read without room looks like the end of the input.
    let readCapacity: Int

    var parser: RequestParser
    /// What the head of this number was matched to.
    var lastMatch = (head: UInt64(0), match: Match.unknown)
    var response = ResponseWriter()
    var output = ByteSink(capacity: 65_536)
    /// When this turn began.
    var now: MonotonicTime
    var wall: WallTime
    /// The last reading of the clock: the end of the request before, or the begin of the turn.
    // Why: a request begins when the loop turns to it, and that is no other moment.
    var latest: MonotonicTime
    /// What of the read buffer follows the request that is served now.
    var restStart = 0
    var restEnd = 0
    var dateSecond: Int64 = -1
    var date: [UInt8] = []
    var commonHeadSecond: Int64 = -1
    var commonHead = ByteSink(capacity: 256)
    var queued: [Ticket] = []
    var isDraining = false
    var isStopped = false
    var servedFullTurn = false
    var acceptResumesAt: MonotonicTime?
    var spareDescriptor: Int32 = -1
    var refusedNow = 0
    var shedder: LoadShedder

    init(
        shared: SharedServerState, index: Int, application: any LoopApplication
    ) throws(SystemError) {
        self.shared = shared
        self.index = index
        self.application = application
        mailbox = shared.mailboxes[index]
        statistics = shared.statistics[index]
        limits = shared.limits
        clocks = shared.clocks
        timeouts = PhaseTimeouts(shared.limits)
        calls = shared.calls
        poller = try Poller(
            capacity: min(shared.limits.connections + 2, ServerLimits.eventsPerTurn),
            calls: shared.calls)
        table = ConnectionTable(
            capacity: shared.limits.connections + ServerLimits.refusedAtOnce)
        routes = RouteTable(application.makeRoutes())
        readCapacity = ServerLimits.readBuffer + shared.limits.head.head
        unsafe readBuffer = .allocate(capacity: readCapacity)
        parser = RequestParser(limits: shared.limits.head, remembers: true)
        now = shared.clocks.monotonic()
        latest = now
        wall = shared.clocks.wall()
        shedder = LoadShedder(threshold: shared.limits.shedLag)
        try poller.add(mailbox.descriptor, for: .readable, data: Self.mailboxData)
        if index == 0 { try openListener() }
    }

    deinit { unsafe readBuffer.deallocate() }

    /// Runs until it is stopped or has drained.
    func run() {
        while !isStopped {
            let timeout = waitTimeout()
            let count: Int
            do throws(SystemError) {
                count = try poller.wait(timeout: timeout)
            } catch {
                preconditionFailure("epoll_wait fails only on our own mistake: \(error)")
            }
            beginTurn()
            for index in 0..<count { handle(poller.event(at: index)) }
            serveQueued()
            expire()
            resumeAccepting()
            shedder.turnEnded(began: now, latest: latest)
            if isDraining, table.count == 0, hasDrained() { break }
        }
        closeEverything()
        application.finished()
    }

    private func beginTurn() {
        now = shared.clocks.monotonic()
        latest = now
        wall = shared.clocks.wall()
        application.turnBegan(at: now, wall: wall)
    }

    /// Whether nothing can come any more: loop 0 gives the backlog away before it closes the
    /// listener, so that all of it waits in the mailbox by then.
    private func hasDrained() -> Bool {
        guard shared.listenerIsClosed else { return false }
        receiveMessages()
        return table.count == 0
    }

    private func waitTimeout() -> Duration? {
        if !queued.isEmpty { return .zero }
        var next = table.nextDeadline
        if let resume = acceptResumesAt { next = min(next ?? resume, resume) }
        if let due = application.turnEnded(at: now) { next = min(next ?? now + due, now + due) }
        guard let next else { return nil }
        return max(next - now, .zero)
    }

    private func handle(_ event: (readiness: Readiness, data: UInt64)) {
        switch event.data {
        case Self.mailboxData: receiveMessages()
        case Self.listenerData: acceptConnections()
        default:
            let ticket = Ticket(bits: event.data)
            guard table.holds(ticket) else { return }
            handle(event.readiness, Int(ticket.slot))
        }
    }

    private func handle(_ readiness: Readiness, _ slot: Int) {
        if readiness.intersects(.ended) {
            if table[slot].phase == .lingering, !readiness.intersects(.failed) {
                // Why: both sides have finished writing, and to close over what is still unread
                // would reset the connection under the last reply.
                discard(slot)
            } else {
                // Why: both directions are gone; no reply can reach the client any more.
                abort(slot)
            }
            return
        }
        if readiness.intersects(.writable) {
            guard writePending(slot) else { return }
        }
        if readiness.intersects(.receiving),
            table[slot].interest.intersects(.readable)
        {
            read(slot)
        }
    }

    private func receiveMessages() {
        for message in mailbox.drain() {
            switch message {
            case .adopt(let descriptor): adopt(descriptor)
            case .replaceIdle(let descriptor, let asked, let mayTell):
                replaceIdle(with: descriptor, asked: asked, mayTell: mayTell)
            case .reclaim: _ = reclaimOne()
            case .pauseAccepting: pauseAccepting()
            case .answer(let ticket, let answer): finishDeferred(ticket, answer)
            case .deliver(let payload): application.received(payload)
            case .drain: beginDraining()
            case .stop: isStopped = true
            }
        }
    }

    /// Moves a connection to another phase, with the deadline that belongs to it.
    func enter(_ phase: Phase, _ slot: Int) {
        statistics.moved(from: table[slot].phase, to: phase)
        table.enter(phase, slot, at: now, forNanoseconds: timeouts[phase])
    }

    /// Changes what epoll watches a connection for, where that differs.
    func watch(_ slot: Int, for interest: Readiness) {
        guard table[slot].interest != interest else { return }
        table[slot].interest = interest
        do throws(SystemError) {
            try poller.modify(
                table[slot].descriptor, for: interest, data: table.ticket(of: slot).bits)
        } catch {
            application.rejected(.systemError)
            abort(slot)
        }
    }

    /// Closes a connection at once; a request that was under way ends without a status.
    func abort(_ slot: Int) {
        if let pending = table[slot].pending {
            pending.withRequest { request in
                application.ended(
                    request, route: pending.match.route, status: nil, bodyBytes: 0,
                    at: shared.clocks.monotonic(), notes: &pending.notes)
            }
        }
        close(slot)
    }

    func close(_ slot: Int) {
        _ = calls.close(calls.context, table[slot].descriptor)
        statistics.closed(table[slot].phase)
        let isRefused = table[slot].isRefused
        table.release(slot)
        if isRefused { refusedNow -= 1 } else { shared.connectionClosed() }
    }
}
