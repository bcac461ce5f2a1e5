// The monitor thread's body: folds outcomes into the ledger, publishes boards, hands changes over.
// Owns the ledger; never reads a disk, never waits for the store but before the first board.
import Health
import Locking
import Reactor
import Synchronization

/// The owner of all evidence in memory.
final class MonitorWorker {
    private let store: any HealthStore
    private let clocks: Clocks
    private let limits: MonitorLimits
    private let events: HealthMonitorEvents
    private let output: MonitorOutput
    private let restored: Mailbox<StoredHistory>
    private var ledger: HealthLedger
    private var board: MonitoringBoard
    private var isRestored = false
    private var isStale = false
    private var publishAt: MonotonicTime
    private var saveAt: MonotonicTime

    init(
        ledger: HealthLedger, store: any HealthStore, clocks: Clocks, limits: MonitorLimits,
        events: HealthMonitorEvents, restored: Mailbox<StoredHistory>,
        output: MonitorOutput
    ) {
        self.ledger = ledger
        self.store = store
        self.clocks = clocks
        self.limits = limits
        self.events = events
        self.restored = restored
        self.output = output
        board = MonitoringBoard(ledger.board)
        publishAt = clocks.monotonic()
        saveAt = publishAt
    }

    /// Asks the store for the last hour, waits a little for it, and publishes the first board.
    func begin() {
        let restored = restored
        store.restore(sinceUnixMilliseconds: now - Int64(SlidingWindow.seconds) * 1000) {
            _ = restored.post($0)
        }
        takeStored(restored.receive(timeout: limits.restorePatience))
        let changed = ledger.refresh(nowUnixMilliseconds: now)
        board = MonitoringBoard(ledger.board, changed: changed, since: board)
        publish(board)
    }

    /// Serves the mailbox until it is closed and empty, then publishes and saves once more.
    func run(_ mailbox: Mailbox<Outcome>) {
        while true {
            let isLast = mailbox.isClosed
            for outcome in isLast ? mailbox.drain() : mailbox.receive(timeout: patience) {
                fold(outcome)
            }
            if !isRestored { takeStored(restored.drain()) }
            if isLast || clocks.monotonic() >= publishAt { refresh() }
            if isUnsaved, isLast || clocks.monotonic() >= saveAt { save() }
            if isLast { return }
        }
    }

    private func fold(_ outcome: Outcome) {
        let isTaken = ledger.record(outcome, nowUnixMilliseconds: now)
        events.didRecord(outcome, isTaken)
        isStale = isStale || isTaken
        if isTaken {
            output.unsavedOutcomes.add(1, ordering: .relaxed)
        } else {
            output.outdatedOutcomes.add(1, ordering: .relaxed)
        }
    }

    private func takeStored(_ histories: [StoredHistory]) {
        for history in histories {
            ledger.restore(history, nowUnixMilliseconds: now)
            isRestored = true
            isStale = true
        }
    }

    private func refresh() {
        let changed = ledger.refresh(nowUnixMilliseconds: now)
        isStale = false
        publishAt = clocks.monotonic() + limits.publishInterval
        guard !changed.isEmpty else { return }
        board = MonitoringBoard(ledger.board, changed: changed, since: board)
        publish(board)
    }

    /// Why: before the stored minutes have come back, writing one would overwrite its earlier part.
    private func save() {
        guard isRestored else { return }
        saveAt = clocks.monotonic() + limits.saveInterval
        let changes = ledger.unsaved()
        guard changes.isEmpty || store.save(changes) else { return }
        ledger.markSaved()
        output.unsavedOutcomes.store(0, ordering: .relaxed)
    }

    private func publish(_ board: MonitoringBoard) {
        output.board.withLock { $0 = board }
        events.onBoard(board)
    }

    private var isUnsaved: Bool { output.unsavedOutcomes.load(ordering: .relaxed) > 0 }

    private var now: Int64 { clocks.wall().unixNanoseconds / 1_000_000 }

    private var patience: Duration {
        let time = clocks.monotonic()
        var patience = limits.agingInterval
        if isStale { patience = min(patience, publishAt - time) }
        if isUnsaved, isRestored { patience = min(patience, saveAt - time) }
        return max(.zero, patience)
    }
}
