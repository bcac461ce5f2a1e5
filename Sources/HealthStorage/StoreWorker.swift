// The storage thread's body: takes messages, writes in batches, keeps what could not be written.
// Lives and dies on its own thread; the world sees only the report it publishes.
internal import Health
internal import Reactor

/// What the storage thread is asked to do.
enum StoreMessage: Sendable {
    case restore(StoreReading)
    case save(StoredHistory)
}

/// A question for what is kept since a time in milliseconds since 1970.
struct StoreReading: Sendable {
    let sinceUnixMilliseconds: Int64
    let deliver: @Sendable (StoredHistory) -> Void
}

/// The owner of the connection.
final class StoreWorker {
    private let file: StoreFile
    private let clocks: Clocks
    private let events: StoreEvents
    private let report: StoreReportBox
    private var connection: Connection?
    private var pending: PendingHistory
    private var retryAt: MonotonicTime?
    /// Questions that could not be answered yet, and when to try again.
    private var readings: [StoreReading] = []
    private var readAt: MonotonicTime?
    private var pruneAt: MonotonicTime?

    private struct Connection {
        let database: SQLiteDatabase
        let writer: HistoryWriter
    }

    init(file: StoreFile, clocks: Clocks, events: StoreEvents, report: StoreReportBox) {
        self.file = file
        self.clocks = clocks
        self.events = events
        self.report = report
        pending = PendingHistory(file.options)
    }

    /// Opens the file; to be called once before `run`.
    func open() throws(StoreError) {
        let unixSeconds = clocks.wall().unixNanoseconds / 1_000_000_000
        let (database, quarantined) = try file.open(unixSeconds: unixSeconds)
        if let quarantined {
            report.update { $0.quarantines += 1 }
            events.didQuarantine(quarantined)
        }
        do throws(SQLiteError) {
            connection = Connection(database: database, writer: try HistoryWriter(database))
        } catch {
            throw .unusable(path: file.path, cause: error)
        }
    }

    /// Serves the mailbox until it is closed and everything in it has been tried once more.
    func run(_ mailbox: Mailbox<StoreMessage>) {
        while true {
            let isLast = mailbox.isClosed
            for message in isLast ? mailbox.drain() : mailbox.receive(timeout: patience) {
                take(message)
            }
            if !readings.isEmpty, isDue(readAt) { answerReadings() }
            if pending.count > 0, isLast || isDue(retryAt) { save() }
            report.update { [rows = pending.count] in $0.pendingRows = rows }
            if isLast { break }
        }
        connection = nil
    }

    private func take(_ message: StoreMessage) {
        switch message {
        case .save(let history):
            pending.add(history)
            report.update { [lost = pending.lostErrors] in $0.lostErrors = lost }
        case .restore(let reading):
            readings.append(reading)
            answerReadings()
        }
    }

    private func answerReadings() {
        while let reading = readings.first {
            guard let history = restore(since: reading.sinceUnixMilliseconds) else {
                readAt = clocks.monotonic() + file.options.retryInterval
                return
            }
            readings.removeFirst()
            reading.deliver(history)
        }
        readAt = nil
    }

    /// `nil` where it cannot be read now.
    private func restore(since unixMilliseconds: Int64) -> StoredHistory? {
        if pending.count > 0 { save() }
        var history = StoredHistory()
        let minute = MinuteTotals.minute(ofUnixMilliseconds: unixMilliseconds)
        let maximumErrors = file.options.maximumStoredErrors
        let isRead = attempt(.restore, cause: nil) { connection throws(SQLiteError) in
            let reader = HistoryReader(database: connection.database, maximumErrors: maximumErrors)
            history = try reader.read(sinceMinute: minute)
            return history.minutes.count + history.errors.count
        }
        return isRead ? history : nil
    }

    private func save() {
        let history = pending.history()
        let isSaved = attempt(.save, cause: history.cause) { connection throws(SQLiteError) in
            try connection.writer.write(history)
            return history.minutes.count + history.errors.count
        }
        if isSaved {
            pending.removeAll()
            retryAt = nil
            if isDue(pruneAt) { prune() }
        } else {
            retryAt = clocks.monotonic() + file.options.retryInterval
        }
    }

    private func prune() {
        pruneAt = clocks.monotonic() + file.options.pruneInterval
        let milliseconds = clocks.wall().unixNanoseconds / 1_000_000
        let retention = file.options.minuteRetention.wholeNanoseconds / 1_000_000
        let minute = MinuteTotals.minute(ofUnixMilliseconds: milliseconds - retention)
        let maximumErrors = file.options.maximumStoredErrors
        attempt(.prune, cause: nil) { connection throws(SQLiteError) in
            try connection.writer.prune(beforeMinute: minute, maximumErrors: maximumErrors)
            return 0
        }
    }

    /// Runs one operation, and tells the report and the listeners how it went.
    @discardableResult
    private func attempt(
        _ kind: StoreOperation.Kind, cause: TraceReference?,
        _ body: (Connection) throws(SQLiteError) -> Int
    ) -> Bool {
        let started = (wall: clocks.wall(), monotonic: clocks.monotonic())
        var rows = 0
        var failure: SQLiteError?
        do throws(SQLiteError) {
            rows = try body(try currentConnection())
        } catch {
            failure = error
        }
        let duration = (clocks.monotonic() - started.monotonic).wholeNanoseconds
        note(failure, after: kind)
        events.didFinish(
            StoreOperation(
                kind: kind, table: kind == .restore ? "provider_error" : "provider_minute",
                cause: cause, startUnixNanoseconds: started.wall.unixNanoseconds,
                durationNanoseconds: duration, rows: rows, error: failure))
        // Why: a damaged file is replaced at the next attempt; a full one may lack only a pruning.
        if failure?.isCorruption == true { connection = nil }
        if failure?.isFull == true, kind == .save { prune() }
        return failure == nil
    }

    /// A write that succeeded proves that evidence is kept; a reading, which comes before any, is a
    /// good sign where nothing waits to be written.
    private func note(_ failure: SQLiteError?, after kind: StoreOperation.Kind) {
        let isReassuring = kind == .save || (kind == .restore && pending.count == 0)
        let changed = report.update { report in
            if let failure {
                report.failedCommits += kind == .save ? 1 : 0
                report.state = .degraded
                report.reason = failure.description
            } else if isReassuring {
                report.commits += kind == .save ? 1 : 0
                report.state = .ok
                report.reason = nil
            }
        }
        if let changed { events.didChangeState(changed) }
    }

    private func currentConnection() throws(SQLiteError) -> Connection {
        if let connection { return connection }
        do throws(StoreError) {
            try open()
        } catch {
            if case .unusable(_, let cause) = error { throw cause }
            throw SQLiteError(operation: "open", code: 0, message: error.description)
        }
        guard let connection else {
            preconditionFailure("open either throws or leaves a connection")
        }
        return connection
    }

    private var patience: Duration? {
        let moments = [pending.count > 0 ? retryAt : nil, readings.isEmpty ? nil : readAt]
        return moments.compactMap(\.self).min().map { max(.zero, $0 - clocks.monotonic()) }
    }

    private func isDue(_ time: MonotonicTime?) -> Bool {
        time.map { $0 <= clocks.monotonic() } ?? true
    }
}
