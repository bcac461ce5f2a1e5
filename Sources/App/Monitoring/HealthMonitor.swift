// The door to the thread that owns all evidence: outcomes in, boards out.
// Any thread may call it; recording never waits.
package import Health
import Locking
package import Reactor
import Synchronization

/// Folds outcomes into windows and publishes boards.
package final class HealthMonitor: Sendable {
    private let mailbox: Mailbox<Outcome>
    private let cell: BoardCell
    private let dropped = Atomic<UInt64>(0)
    private let thread: ThreadHandle
    private let ended: WakeUp

    /// Starts the thread and waits for the first board, in which what an earlier life stored is
    /// found, provided the store answers within `limits.restorePatience`.
    /// `isConfigured` says for each provider whether the key that its probe needs is there.
    package init(
        registry: ProviderRegistry, isConfigured: [Bool], store: any HealthStore, clocks: Clocks,
        limits: MonitorLimits = MonitorLimits(), events: HealthMonitorEvents = HealthMonitorEvents()
    ) throws(SystemError) {
        let mailbox = try Mailbox<Outcome>(capacity: limits.mailboxCapacity)
        let restored = try Mailbox<StoredHistory>(capacity: 1)
        let begun = try WakeUp()
        let ended = try WakeUp()
        let ledger = HealthLedger(
            registry: registry, isConfigured: isConfigured,
            nowUnixMilliseconds: clocks.wall().unixNanoseconds / 1_000_000)
        let cell = BoardCell(MonitoringBoard(ledger.board))
        thread = try ThreadHandle.start(name: "monitor") {
            let worker = MonitorWorker(
                ledger: ledger, store: store, clocks: clocks, limits: limits, events: events,
                restored: restored
            ) { board in
                cell.board.withLock { $0 = board }
                events.onBoard(board)
            }
            worker.begin()
            begun.signal()
            worker.run(mailbox)
            ended.signal()
        }
        _ = begun.wait(timeout: nil)
        self.mailbox = mailbox
        self.ended = ended
        self.cell = cell
    }

    /// Hands an outcome over; false where too many wait, in which case it is counted as dropped.
    @discardableResult
    package func record(_ outcome: Outcome) -> Bool {
        guard !mailbox.post(outcome) else { return true }
        dropped.add(1, ordering: .relaxed)
        return false
    }

    /// Outcomes dropped because too many waited, or because the monitor had stopped.
    package var droppedOutcomes: UInt64 { dropped.load(ordering: .relaxed) }

    /// The newest board with its bodies.
    package var latestBoard: MonitoringBoard { cell.board.withLock { $0 } }

    /// The newest board.
    package var board: HealthBoard { latestBoard.health }

    /// Folds what waits, publishes and saves once more, and ends the thread; the store is to be
    /// closed after it. Gives up waiting after the time allowed.
    package func stop(within limit: Duration) {
        mailbox.close()
        guard ended.wait(timeout: limit) else { return }
        thread.join()
        ended.signal()
    }
}

/// The newest board, written by the monitor's thread alone.
private final class BoardCell: Sendable {
    let board: Locked<MonitoringBoard>

    init(_ board: MonitoringBoard) {
        self.board = Locked(board)
    }
}
