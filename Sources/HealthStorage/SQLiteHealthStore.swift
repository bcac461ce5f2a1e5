// The store port on SQLite: a door that never waits, before a thread that owns the connection.
package import Health
package import Reactor

/// Evidence on disk. Any thread may call it.
package final class SQLiteHealthStore: HealthStore {
    private let mailbox: Mailbox<StoreMessage>
    private let reports: StoreReportBox
    private let thread: ThreadHandle
    private let ended: WakeUp

    private init(
        mailbox: Mailbox<StoreMessage>, reports: StoreReportBox, thread: ThreadHandle,
        ended: WakeUp
    ) {
        self.mailbox = mailbox
        self.reports = reports
        self.thread = thread
        self.ended = ended
    }

    /// Opens or creates the file and starts its thread; waits until the file has been written to.
    /// A corrupt file is renamed to `<file>.corrupt-<unix time>` and a new one begun.
    package static func open(
        path: String, options: StoreOptions = StoreOptions(), clocks: Clocks,
        events: StoreEvents = StoreEvents()
    ) throws(StoreError) -> SQLiteHealthStore {
        let opened: Mailbox<Result<Void, StoreError>>
        let store: SQLiteHealthStore
        do throws(SystemError) {
            let mailbox = try Mailbox<StoreMessage>(capacity: options.mailboxCapacity)
            let ended = try WakeUp()
            let reports = StoreReportBox(StoreReport(kind: .sqlite, state: .starting))
            opened = try Mailbox(capacity: 1)
            let thread = try ThreadHandle.start(name: "storage") { [opened] in
                let worker = StoreWorker(
                    file: StoreFile(path: path, options: options), clocks: clocks, events: events,
                    report: reports)
                let result = Result { () throws(StoreError) in try worker.open() }
                _ = opened.post(result)
                if case .success = result { worker.run(mailbox) }
                ended.signal()
            }
            store = SQLiteHealthStore(
                mailbox: mailbox, reports: reports, thread: thread, ended: ended)
        } catch {
            throw .noThread(error)
        }
        try store.waitUntilOpen(opened)
        return store
    }

    private func waitUntilOpen(_ opened: Mailbox<Result<Void, StoreError>>) throws(StoreError) {
        while true {
            guard let answer = opened.receive(timeout: nil).first else { continue }
            if case .failure = answer { thread.join() }
            return try answer.get()
        }
    }

    /// Reads on the storage thread, after what was handed over before, until it succeeds; not at
    /// all once closed.
    package func restore(
        sinceUnixMilliseconds time: Int64, _ deliver: @escaping @Sendable (StoredHistory) -> Void
    ) {
        _ = mailbox.post(.restore(StoreReading(sinceUnixMilliseconds: time, deliver: deliver)))
    }

    /// Hands evidence to the storage thread; false, and counted, where it has no room or is closed.
    package func save(_ changes: StoredHistory) -> Bool {
        guard !mailbox.post(.save(changes)) else { return true }
        reports.update {
            $0.refusals += 1
            $0.state = .degraded
            $0.reason = "the storage thread does not keep up"
        }
        return false
    }

    /// How the last write went.
    package func report() -> StoreReport { reports.current }

    /// Writes what waits, closes the file and ends the thread; a second call does nothing.
    package func close(within limit: Duration) {
        mailbox.close()
        // Why: a disk that hangs must not hold the exit up; the thread is then left to the kernel.
        guard ended.wait(timeout: limit) else { return }
        thread.join()
        ended.signal()
    }
}
