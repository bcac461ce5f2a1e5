// The store on real files: what comes back, what a crash leaves, what a broken disk does.

import Glibc
import Health
import Reactor
import Testing

@testable import HealthStorage

struct SQLiteHealthStoreTests {
    private let folder: Folder
    private var path: String { "\(folder.path)/gatewayz.db" }

    init() throws {
        folder = try Folder()
    }

    @Test func givesBackWhatItWasGiven() throws {
        let trace = TraceReference(traceHigh: .max, traceLow: 1, spanID: 1 << 63, isSampled: true)
        let given = StoredHistory(
            minutes: [minute("alpha", ok: 5, minutesAgo: 3), minute("beta", ok: 0)],
            errors: [
                error("alpha", "one", trace: trace, model: "gpt"), error("alpha", ""),
                error("beta", "naïve 日本 \u{0} \"quoted\""),
            ])
        let first = try WatchedStore(path: path)
        #expect(first.store.save(given))
        first.close()

        let second = try WatchedStore(path: path)
        defer { second.close() }
        let restored = try second.restored()
        #expect(restored.minutes == given.minutes)
        #expect(restored.errors == given.errors)
        #expect(second.store.report().state == .ok)
    }

    @Test func overwritesAMinuteAndAddsErrors() throws {
        let watched = try WatchedStore(path: path)
        defer { watched.close() }
        for count in 1...3 {
            let changes = StoredHistory(
                minutes: [minute("alpha", ok: count)], errors: [error("alpha", "\(count)")])
            #expect(watched.store.save(changes))
        }
        let restored = try watched.restored()
        #expect(restored.minutes == [minute("alpha", ok: 3)])
        #expect(restored.errors.map(\.record.message) == ["1", "2", "3"])
    }

    @Test func restoresOnlyMinutesOfTheTimeAskedFor() throws {
        let watched = try WatchedStore(path: path)
        defer { watched.close() }
        #expect(
            watched.store.save(
                StoredHistory(minutes: [
                    minute("alpha", ok: 1, minutesAgo: 60), minute("alpha", ok: 2, minutesAgo: 59),
                ])))
        let restored = try watched.restored(since: thisMinute - 59 * 60_000)
        #expect(restored.minutes.map(\.totals.counts[.ok]) == [2])
    }

    @Test func leavesEverythingCommittedBehindWhenTheProcessIsKilled() throws {
        let watched = try WatchedStore(path: path)
        defer { watched.close() }
        let given = StoredHistory(
            minutes: [minute("alpha", ok: 4)], errors: (0..<50).map { error("alpha", "\($0)") })
        #expect(watched.store.save(given))
        try watched.wait(for: .save)
        // What a killed process leaves is its files as they are, without a checkpoint or a close.
        for suffix in ["", "-wal"] {
            try folder.write(folder.read("gatewayz.db\(suffix)"), to: "killed.db\(suffix)")
        }
        let reborn = try WatchedStore(path: "\(folder.path)/killed.db")
        defer { reborn.close() }
        let restored = try reborn.restored()
        #expect(restored.minutes == given.minutes)
        #expect(restored.errors == given.errors)
    }

    @Test func keepsTheNewestErrorsOfEachProviderAndRecentMinutes() throws {
        var options = StoreOptions()
        options.maximumStoredErrors = 3
        options.pruneInterval = .zero
        let watched = try WatchedStore(path: path, options: options)
        defer { watched.close() }
        let errors =
            (1...4).map { error("alpha", "a\($0)") } + (1...3).map { error("beta", "b\($0)") }
        let minutes = [
            minute("alpha", ok: 1, minutesAgo: 121), minute("alpha", ok: 2, minutesAgo: 119),
        ]
        #expect(watched.store.save(StoredHistory(minutes: minutes, errors: errors)))
        try watched.wait(for: .prune)
        let restored = try watched.restored()
        #expect(restored.errors.map(\.record.message) == ["a2", "a3", "a4", "b1", "b2", "b3"])
        #expect(restored.minutes == [minutes[1]])
    }

    @Test func keepsEvidenceThatCannotBeWrittenAndRecovers() throws {
        var options = StoreOptions()
        options.busyTimeoutMilliseconds = 0
        options.retryInterval = .milliseconds(20)
        let watched = try WatchedStore(path: path, options: options)
        defer { watched.close() }
        let rival = try SQLiteDatabase(path: path)
        try rival.execute("BEGIN IMMEDIATE", as: "lock")
        #expect(watched.store.save(StoredHistory(errors: [error("alpha", "first")])))
        try watched.wait(for: .save, failed: true)
        let broken = watched.store.report()
        #expect(broken.state == .degraded)
        #expect(broken.reason?.contains("locked") == true)
        #expect(broken.failedCommits > 0)
        #expect(watched.store.save(StoredHistory(errors: [error("alpha", "second")])))
        try rival.execute("COMMIT", as: "unlock")
        let restored = try {
            while watched.store.report().state == .degraded { try watched.wait(for: .save) }
            return try watched.restored()
        }()
        #expect(restored.errors.map(\.record.message).sorted() == ["first", "second"])
        #expect(watched.store.report().reason == nil)
        #expect(watched.store.report().lostErrors == 0)
    }

    @Test func survivesAFullDiskAndSaysSo() throws {
        var options = StoreOptions()
        options.maximumFileBytes = 64 << 10
        options.retryInterval = .milliseconds(20)
        let watched = try WatchedStore(path: path, options: options)
        defer { watched.close() }
        let text = String(repeating: "x", count: 500)
        let flood = StoredHistory(errors: (0..<300).map { error("alpha", "\($0) \(text)") })
        #expect(watched.store.save(flood))
        try watched.wait(for: .save, failed: true)
        let report = watched.store.report()
        #expect(report.state == .degraded)
        #expect(report.commits == 0)
        #expect(try watched.restored().errors.isEmpty)
    }

    @Test func makesRoomOnAFullDiskByRemovingOldRows() throws {
        var options = StoreOptions()
        options.maximumFileBytes = 96 << 10
        options.retryInterval = .milliseconds(20)
        options.maximumStoredErrors = 1000
        let text = String(repeating: "x", count: 500)
        let first = try WatchedStore(path: path, options: options)
        #expect(
            first.store.save(StoredHistory(errors: (0..<80).map { error("alpha", "\($0)\(text)") }))
        )
        first.close()
        options.maximumStoredErrors = 5
        let second = try WatchedStore(path: path, options: options)
        defer { second.close() }
        #expect(
            second.store.save(
                StoredHistory(errors: (0..<80).map { error("alpha", "\($0)\(text)") })))
        try second.wait(for: .save, failed: true)
        try second.wait(for: .save)
        #expect(second.store.report().state == .ok)
        #expect(try second.restored().errors.count == 5)
    }

    @Test func countsAHandOverRefusedForWantOfRoom() throws {
        var options = StoreOptions()
        options.mailboxCapacity = 2
        let watched = try WatchedStore(path: path, options: options)
        defer { watched.close() }
        let entered = try WakeUp()
        let release = try WakeUp()
        watched.store.restore(sinceUnixMilliseconds: 0) { _ in
            entered.signal()
            _ = release.wait(timeout: .seconds(20))
        }
        try #require(entered.wait(timeout: .seconds(20)))
        let changes = StoredHistory(errors: [error("alpha", "x")])
        #expect(watched.store.save(changes))
        #expect(watched.store.save(changes))
        #expect(!watched.store.save(changes))
        #expect(watched.store.report().refusals == 1)
        #expect(watched.store.report().state == .degraded)
        release.signal()
        try watched.wait(for: .save)
        #expect(watched.store.report().state == .ok)
        #expect(try watched.restored().errors.count == 2)
    }

    @Test func tellsWhoCausedAWriteAndHowItWent() throws {
        let cause = TraceReference(traceHigh: 1, traceLow: 2, spanID: 3, isSampled: true)
        let watched = try WatchedStore(path: path)
        #expect(watched.store.report() == StoreReport(kind: .sqlite, state: .starting))
        #expect(watched.store.save(StoredHistory(minutes: [minute("alpha", ok: 1)], cause: cause)))
        let save = try #require(try watched.nextOperations().first)
        #expect(save.kind == .save)
        #expect(save.cause == cause)
        #expect(save.rows == 1)
        #expect(save.error == nil)
        #expect(save.durationNanoseconds >= 0)
        watched.close()
        #expect(watched.store.report().commits == 1)
        #expect(watched.store.report().pendingRows == 0)
    }

    @Test func refusesEverythingOnceClosed() throws {
        let watched = try WatchedStore(path: path)
        watched.close()
        watched.close()
        #expect(!watched.store.save(StoredHistory(errors: [error("alpha", "late")])))
        watched.store.restore(sinceUnixMilliseconds: 0) { _ in Issue.record("there is no store") }
    }

    @Test func readsAgainWhatCouldNotBeRead() throws {
        var options = StoreOptions()
        options.busyTimeoutMilliseconds = 0
        options.retryInterval = .milliseconds(20)
        let watched = try WatchedStore(path: path, options: options)
        defer { watched.close() }
        #expect(watched.store.save(StoredHistory(errors: [error("alpha", "kept")])))
        try watched.wait(for: .save)
        let rival = try SQLiteDatabase(path: path)
        try rival.execute("ALTER TABLE provider_error RENAME TO away", as: "hide")
        let answer = try Mailbox<StoredHistory>(capacity: 2)
        watched.store.restore(sinceUnixMilliseconds: 0) { _ = answer.post($0) }
        try watched.wait(for: .restore, failed: true)
        try watched.wait(for: .restore, failed: true)
        #expect(watched.store.report().state == .degraded)
        #expect(answer.drain().isEmpty)
        try rival.execute("ALTER TABLE away RENAME TO provider_error", as: "show")
        let restored = answer.receive(timeout: .seconds(20))
        #expect(restored.map(\.errors).map { $0.map(\.record.message) } == [["kept"]])
        #expect(watched.store.report().state == .ok)
    }

    @Test func keepsNothingInMemoryAndSaysWhy() {
        let store = MemoryHealthStore(reason: "data/ is read-only")
        #expect(store.save(StoredHistory(errors: [error("alpha", "x")])))
        #expect(
            store.report()
                == StoreReport(kind: .memory, state: .degraded, reason: "data/ is read-only"))
        store.close(within: .zero)
    }
}
