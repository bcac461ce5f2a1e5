// What the spool does: keeps its bounds, joins small batches, chooses what is replayed next. What
// its own bounds and broken files cost it writes into the books itself.
// One thread at a time, the exporter's: it waits for the disk. Nothing but encoded spans and their
// number is ever written: no header, no credential.
import Reactor

/// The inside of a `DiskSpool`.
struct SpoolWork: ~Copyable {
    /// A file that is ours to send.
    struct Entry {
        var number: UInt64
        var spans: Int
        var bytes: Int
        var writtenAt: WallTime
        /// How often it came back unsent.
        var postponements = 0
    }

    static let fullReason = "spool_full"
    static let expiredReason = "spool_expired"
    static let damagedReason = "spool_damaged"
    /// A directory that could not be used is tried again after so long.
    static let openingInterval = Duration.seconds(10)
    /// After a failed write the disk is left alone for so long.
    static let writingInterval = Duration.seconds(1)
    /// A file takes further batches for this part of the longest age.
    static let sharesOfAge: Int64 = 24

    /// What it holds and has done.
    private(set) var report = SpoolReport()
    private let settings: SpoolSettings
    private let limits: SpanQueueLimits
    private let envelope: ExportEnvelope
    private let accounting: SpanAccounting
    private let clocks: Clocks
    private let calls: SpoolCalls
    private var directory: SpoolDirectory?
    /// Oldest first.
    private var entries: [Entry] = []
    private var nextNumber: UInt64 = 1
    /// The file that is being replayed: it is neither dropped nor joined meanwhile.
    private var lent: UInt64?
    private var announcer: SpoolAnnouncer
    private var nextOpening = MonotonicTime(nanoseconds: 0)
    private var nextWriting = MonotonicTime(nanoseconds: 0)

    /// Touches nothing yet.
    init(
        _ settings: SpoolSettings, queue: SpanQueue, clocks: Clocks, calls: SpoolCalls,
        tell: @escaping @Sendable (SpoolEvent) -> Void
    ) {
        self.settings = settings
        limits = queue.limits
        envelope = queue.envelope
        accounting = queue.accounting
        self.clocks = clocks
        self.calls = calls
        announcer = SpoolAnnouncer(tell: tell)
    }

    /// Whether the directory is open.
    var isOpen: Bool { directory != nil }

    /// Opens the directory where it is not open, at most once in `openingInterval`.
    mutating func open() -> Bool {
        if directory != nil { return true }
        let now = clocks.monotonic()
        guard now >= nextOpening else { return false }
        nextOpening = now + Self.openingInterval
        do throws(SpoolError) {
            let opened = try SpoolDirectory.open(settings.directory, calls: calls)
            try takeStock(of: opened)
            directory = consume opened
            turnOn()
            expire()
            while isOver(adding: 0, files: 0), dropOldest() {}
            publish()
            return true
        } catch {
            turnOff(error)
            return false
        }
    }

    /// Puts a batch on disk; at a bound the oldest files make room. False where the batch stays
    /// where it was.
    mutating func store(_ body: [UInt8], spans: Int) -> Bool {
        expire()
        guard clocks.monotonic() >= nextWriting else { return false }
        do throws(SpoolError) {
            let isFirst = entries.isEmpty
            let isJoined = try join(body, spans: spans)
            if !isJoined { try add(body, spans: spans) }
            report.writtenBatches += 1
            publish()
            synchroniseNames()
            if isFirst { announcer.filling(now: clocks.monotonic()) }
            return true
        } catch {
            report.failedWrites += 1
            if error != .tooLarge {
                leaveAlone(error)
            } else if SpoolHead.byteCount + body.count > settings.maximumBytes {
                turnOff(error)
            }
            return false
        }
    }

    /// A failure is told, but the batch stays here: its file stands, and is found after a kill.
    private mutating func synchroniseNames() {
        do throws(SpoolError) {
            try directory?.synchroniseNames()
            turnOn()
        } catch {
            leaveAlone(error)
        }
    }

    private mutating func leaveAlone(_ error: SpoolError) {
        nextWriting = clocks.monotonic() + Self.writingInterval
        turnOff(error)
        guard directory?.isGone == true else { return }
        // Why: it is made anew, but what was in it went with it.
        directory = nil
        nextOpening = nextWriting
        loseEverything()
    }

    /// What is being sent is in memory, and is looked for when it comes back.
    private mutating func loseEverything() {
        let lost = entries.filter { $0.number != lent }
        entries.removeAll { $0.number != lent }
        for entry in lost {
            accounting.loseSpooled(spans: entry.spans, reason: Self.damagedReason)
        }
        report.damagedFiles += lost.count
        publish()
        guard !lost.isEmpty else { return }
        announcer.damaged(
            files: lost.count, spans: lost.reduce(0) { $0 + $1.spans },
            now: clocks.monotonic())
    }

    /// The batch whose turn it is: of those that came back least often the oldest. `nil` also where
    /// its file cannot be read now, for lack of a descriptor, say: it is no worse for that.
    mutating func takeNext() -> SpoolBatch? {
        precondition(lent == nil, "one batch at a time leaves the spool")
        expire()
        while let index = nextIndex {
            let entry = entries[index]
            do throws(SystemError) {
                if let body = try directory?.read(entry.number, bytes: entry.bytes) {
                    lent = entry.number
                    return SpoolBatch(body: body, spans: entry.spans, ticket: entry.number)
                }
            } catch {
                entries[index].postponements += 1
                return nil
            }
            report.damagedFiles += 1
            remove(at: index)
            accounting.loseSpooled(spans: entry.spans, reason: Self.damagedReason)
            announcer.damaged(files: 1, spans: entry.spans, now: clocks.monotonic())
            publish()
        }
        return nil
    }

    /// A batch came back: its file goes, or stays for a later turn.
    mutating func end(_ number: UInt64, isOver: Bool) {
        precondition(lent == number, "only a batch that was taken comes back")
        lent = nil
        guard let index = entries.firstIndex(where: { $0.number == number }) else { return }
        guard isOver else {
            entries[index].postponements += 1
            return
        }
        report.replayedBatches += 1
        remove(at: index)
        if entries.isEmpty { announcer.emptied() }
        publish()
    }

    private var nextIndex: Int? {
        entries.indices.min { entries[$0].postponements < entries[$1].postponements }
    }

    /// Gives up what is older than it may be, wherever it stands: a clock that was set back leaves
    /// files of the future in front, whose age counts from when they are seen.
    private mutating func expire() {
        let now = clocks.wall()
        for index in entries.indices
        where entries[index].writtenAt.unixNanoseconds > now.unixNanoseconds {
            entries[index].writtenAt = now
        }
        let age = settings.maximumAge.wholeNanoseconds
        let oldest = now.unixNanoseconds.subtractingReportingOverflow(age)
        guard !oldest.overflow else { return }
        let expired = entries.indices.filter { index in
            entries[index].number != lent
                && entries[index].writtenAt.unixNanoseconds < oldest.partialValue
        }
        // Why backwards: what is behind a removed one moves up, and after a long stop all go.
        for index in expired.reversed() { drop(at: index, Self.expiredReason) }
        if !expired.isEmpty { publish() }
    }

    private mutating func add(_ body: [UInt8], spans: Int) throws(SpoolError) {
        let size = SpoolHead.byteCount + body.count
        // Why: what is being sent stays, so nothing is dropped for a batch without room beside it.
        let kept = entries.first { $0.number == lent }
        guard size + (kept?.bytes ?? 0) <= settings.maximumBytes,
            settings.maximumFiles > (kept == nil ? 0 : 1)
        else { throw .tooLarge }
        while isOver(adding: size, files: 1), dropOldest() {}
        let entry = Entry(
            number: nextNumber, spans: spans, bytes: size, writtenAt: clocks.wall())
        try write(entry, body)
        nextNumber += 1
        entries.append(entry)
    }

    /// Adds a small batch to the newest file, if that is small too, young, and of this process.
    /// False where it needs a file of its own.
    private mutating func join(_ body: [UInt8], spans: Int) throws(SpoolError) -> Bool {
        guard var last = entries.last, last.number != lent,
            last.spans + spans <= limits.batchSpans,
            last.bytes + body.count <= limits.batchBytes, isYoung(last),
            !isOver(adding: last.bytes + body.count, files: 0),
            // Why: a file that cannot be read now is left as it is.
            let earlier = try? directory?.read(last.number, bytes: last.bytes),
            let joined = envelope.join(earlier, body)
        else { return false }
        last.spans += spans
        last.bytes = SpoolHead.byteCount + joined.count
        try write(last, joined)
        entries[entries.count - 1] = last
        return true
    }

    /// Whether a file may still be added to: all of it expires together, and what is new must not
    /// go long before its time.
    private func isYoung(_ entry: Entry) -> Bool {
        let age = clocks.wall().unixNanoseconds - entry.writtenAt.unixNanoseconds
        return age <= settings.maximumAge.wholeNanoseconds / Self.sharesOfAge
    }

    private func write(_ entry: Entry, _ body: [UInt8]) throws(SpoolError) {
        let head = SpoolHead(
            body, spans: entry.spans, writtenAt: entry.writtenAt,
            fingerprint: settings.fingerprint)
        try directory?.write(entry.number, head, body)
    }

    /// Whether so much more would be too much; a file that is being replaced counts twice, since
    /// both are on the disk for a moment.
    private func isOver(adding size: Int, files: Int) -> Bool {
        entries.count + files > settings.maximumFiles
            || report.bytes + size > settings.maximumBytes
    }

    /// Makes room; false where there is nothing that could be dropped.
    private mutating func dropOldest() -> Bool {
        guard let index = entries.firstIndex(where: { $0.number != lent }) else { return false }
        drop(at: index, Self.fullReason)
        return true
    }

    private mutating func drop(at index: Int, _ reason: String) {
        accounting.loseSpooled(spans: entries[index].spans, reason: reason)
        remove(at: index)
        announcer.dropping(reason, now: clocks.monotonic())
    }

    private mutating func remove(at index: Int) {
        let entry = entries.remove(at: index)
        report.bytes -= entry.bytes
        if directory?.remove(entry.number) == false { report.failedRemovals += 1 }
    }

    private mutating func turnOn() {
        report.offReason = nil
        announcer.on()
    }

    private mutating func turnOff(_ error: SpoolError) {
        report.offReason = error.description
        publish()
        announcer.off(error.description, now: clocks.monotonic())
    }

    private mutating func publish() {
        report.files = entries.count
        report.bytes = entries.reduce(0) { $0 + $1.bytes }
        report.oldest = entries.first?.writtenAt
    }

    private func list(
        _ opened: borrowing SpoolDirectory
    ) throws(SpoolError) -> [SpoolDirectory.Found] {
        do throws(SystemError) {
            return try opened.list()
        } catch {
            throw .unusable(
                directory: settings.directory,
                cause: SpoolCause(call: error.call, code: error.code))
        }
    }

    /// Reads what an earlier process left: ours, others', damaged.
    private mutating func takeStock(of opened: borrowing SpoolDirectory) throws(SpoolError) {
        var damaged = (files: 0, spans: 0)
        var found = (files: 0, spans: 0)
        var foreign = 0
        for file in try list(opened) {
            nextNumber = max(nextNumber, file.number + 1)
            if file.number == lent { continue }
            switch file.reading {
            case nil, .unknownVersion: foreign += 1
            case .head(let head) where head.fingerprint != settings.fingerprint: foreign += 1
            case .head(let head) where file.bytes == SpoolHead.byteCount + head.bodyBytes:
                accounting.recover(spans: head.spans)
                found.files += 1
                found.spans += head.spans
                entries.append(
                    Entry(
                        number: file.number, spans: head.spans, bytes: file.bytes,
                        writtenAt: head.writtenAt))
            case .head(let head):
                accounting.recover(spans: head.spans)
                accounting.loseSpooled(spans: head.spans, reason: Self.damagedReason)
                damaged.spans += head.spans
                fallthrough
            case .damaged:
                damaged.files += 1
                _ = opened.remove(file.number)
            }
        }
        report.foreignFiles = foreign
        report.damagedFiles += damaged.files
        publish()
        if damaged.files > 0 {
            announcer.damaged(
                files: damaged.files, spans: damaged.spans, now: clocks.monotonic())
        }
        if foreign > 0 { announcer.say(.foreign(files: foreign)) }
        if found.files > 0 { announcer.say(.found(files: found.files, spans: found.spans)) }
    }
}
