// What the loops of one server share: atomics, mailboxes and the listener. A lock at the cap on
// connections alone.
import Locking
import Reactor
import Synchronization

/// Shared by the loops and the server's handle.
final class SharedServerState: Sendable {
    let listener: Listener
    let limits: ServerLimits
    let clocks: Clocks
    let calls: SystemCalls
    let mailboxes: [Mailbox<LoopMessage>]
    let statistics: [LoopStatistics]

    private let connections = Atomic<Int>(0)
    private let abandoned = Atomic<Int>(0)
    private let listenerClosed = Atomic<Bool>(false)
    private let running: Atomic<Int>
    private let begun: WakeUp
    private let ended: WakeUp
    private let failures = Locked<SystemError?>(nil)
    private let refusals = Locked(RefusalBudget(perSecond: ServerLimits.refusalsPerSecond))

    init(
        listener: Listener, loops: Int, limits: ServerLimits, clocks: Clocks,
        calls: SystemCalls
    ) throws(SystemError) {
        self.listener = listener
        self.limits = limits
        self.clocks = clocks
        self.calls = calls
        // A place for each connection's adoption and for its one deferred answer, and some for
        // deliveries and orders.
        let capacity = limits.connections * 2 + 1024
        var mailboxes: [Mailbox<LoopMessage>] = []
        for _ in 0..<loops { mailboxes.append(try Mailbox(capacity: capacity)) }
        self.mailboxes = mailboxes
        statistics = (0..<loops).map { _ in LoopStatistics() }
        running = Atomic(loops)
        begun = try WakeUp()
        ended = try WakeUp()
    }

    /// Counts a connection in; false at the cap.
    func connectionOpened() -> Bool {
        let count = connections.wrappingAdd(1, ordering: .relaxed).newValue
        if count <= limits.connections { return true }
        connections.wrappingSubtract(1, ordering: .relaxed)
        return false
    }

    /// Whether the cap on connections is reached.
    var isFull: Bool { connections.load(ordering: .relaxed) >= limits.connections }

    func connectionClosed() { connections.wrappingSubtract(1, ordering: .relaxed) }

    /// Closes a connection that was given to a loop which cannot take it.
    func neverAdopted(_ descriptor: Int32, by loop: Int) {
        _ = calls.close(calls.context, descriptor)
        statistics[loop].closed(.opened)
        connectionClosed()
    }

    func connectionAbandoned() { abandoned.wrappingAdd(1, ordering: .relaxed) }

    var abandonedConnections: Int { abandoned.load(ordering: .relaxed) }

    func leastLoadedLoop() -> Int {
        var best = 0
        for index in statistics.indices.dropFirst()
        where statistics[index].open < statistics[best].open {
            best = index
        }
        return best
    }

    /// The loop with most idle connections, or else with most that have sent nothing yet; nil where
    /// none has any.
    func mostWaitingLoop() -> Int? {
        var best: Int?
        var most = (idle: 0, new: 0)
        for index in statistics.indices {
            let counts = (
                idle: statistics[index].count(in: .idle), new: statistics[index].count(in: .opened)
            )
            guard counts > most else { continue }
            best = index
            most = counts
        }
        return best
    }

    /// Whether a connection beyond the cap could be told so now.
    func mayRefuse(at now: MonotonicTime) -> Bool {
        refusals.withLock { $0.available(at: now) > 0 }
    }

    /// Sets a refusal aside; false where none is left.
    func takeRefusal(at now: MonotonicTime) -> Bool { refusals.withLock { $0.take(at: now) } }

    /// A refusal was not needed after all.
    func returnRefusal() { refusals.withLock { $0.giveBack() } }

    /// Whether some connection is between two requests.
    var hasIdleConnection: Bool { statistics.contains { $0.count(in: .idle) > 0 } }

    /// Asks the loop with most idle connections to give one up.
    func askToReclaim() {
        guard let loop = mostWaitingLoop() else { return }
        // Why: a full mailbox means that the loop has enough to close already.
        _ = mailboxes[loop].post(.reclaim)
    }

    /// Connections that are open in all loops, refused ones included.
    var openConnections: Int { statistics.reduce(0) { $0 + $1.open } }

    var listenerIsClosed: Bool { listenerClosed.load(ordering: .acquiring) }

    /// Called by loop 0 alone.
    func closeListener() {
        listener.shutdown()
        listenerClosed.store(true, ordering: .releasing)
    }

    /// Called by a loop once it serves, or cannot.
    func loopBegan(failure: SystemError? = nil) {
        failures.withLock { $0 = $0 ?? failure }
        begun.signal()
    }

    /// Waits for the loop that was started last; throws where it cannot serve.
    func waitForLoop() throws(SystemError) {
        while !begun.wait(timeout: nil) {}
        if let failure = failures.withLock({ $0 }) { throw failure }
    }

    func loopEnded() {
        running.wrappingSubtract(1, ordering: .acquiringAndReleasing)
        ended.signal()
    }

    /// Waits until every loop has ended; false at the timeout.
    func waitForLoops(timeout: Duration) -> Bool {
        let deadline = MonotonicTime.now() + timeout
        while running.load(ordering: .acquiring) > 0 {
            let rest = deadline - MonotonicTime.now()
            guard rest > .zero else { return false }
            _ = ended.wait(timeout: rest)
        }
        return true
    }
}
