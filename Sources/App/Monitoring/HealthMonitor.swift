// The door to the thread that owns all evidence: outcomes in, boards out.
// Any thread may call it; recording never waits.
package import Health
import Locking
package import Reactor
import Synchronization

/// Folds outcomes into windows and publishes boards.
package final class HealthMonitor: Sendable {
    private let mailbox: Mailbox<Outcome>
    private let output: MonitorOutput
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
        let output = MonitorOutput(MonitoringBoard(ledger.board))
        thread = try ThreadHandle.start(name: "monitor") {
            let worker = MonitorWorker(
                ledger: ledger, store: store, clocks: clocks, limits: limits, events: events,
                restored: restored, output: output)
            worker.begin()
            begun.signal()
            worker.run(mailbox)
            ended.signal()
        }
        _ = begun.wait(timeout: nil)
        self.mailbox = mailbox
        self.ended = ended
        self.output = output
    }

    /// Hands an outcome over; false where too many wait, in which case it is counted as dropped.
    @discardableResult
    package func record(_ outcome: Outcome) -> Bool {
        guard !mailbox.post(outcome) else { return true }
        dropped.add(1, ordering: .relaxed)
        return false
    }

    /// Outcomes dropped because too many waited, because the monitor had stopped, or because they
    /// were too old for any score.
    package var droppedOutcomes: UInt64 {
        dropped.load(ordering: .relaxed) + output.outdatedOutcomes.load(ordering: .relaxed)
    }

    /// The newest board with its bodies.
    package var latestBoard: MonitoringBoard { output.board.withLock { $0 } }

    /// Hands the newest board over, for whoever begins to listen to `onBoard` late. One that comes
    /// meanwhile is handed over after it, so that the last one taken is the newest.
    package func catchUp(_ take: (MonitoringBoard) throws -> Void) rethrows {
        var taken: MonitoringBoard
        repeat {
            taken = latestBoard
            try take(taken)
        } while taken !== latestBoard
    }

    /// The newest board.
    package var board: HealthBoard { latestBoard.health }

    /// Folds what waits, publishes and saves once more, and ends the thread; the store is to be
    /// closed after it. Gives up waiting after the time allowed. Returns how many outcomes the
    /// store has not taken, since it was full or had not yet said what an earlier life stored.
    @discardableResult
    package func stop(within limit: Duration) -> UInt64 {
        mailbox.close()
        if ended.wait(timeout: limit) {
            thread.join()
            ended.signal()
        }
        return output.unsavedOutcomes.load(ordering: .relaxed) + UInt64(mailbox.count)
    }
}
