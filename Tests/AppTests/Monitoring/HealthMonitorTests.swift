// The monitor on its real thread: outcomes in, boards out, changes to the store, and back.

import Health
import HealthStorage
import Locking
import Reactor
import Testing

@testable import App

struct HealthMonitorTests {
    private let boards: Mailbox<MonitoringBoard>
    private let store: RecordingStore

    init() throws {
        boards = try Mailbox(capacity: 1000)
        store = try RecordingStore()
    }

    private func monitor(
        _ registry: ProviderRegistry, store: any HealthStore,
        limits: MonitorLimits = MonitorLimits(),
        didRecord: @escaping @Sendable (Outcome, Bool) -> Void = { _, _ in }
    ) throws -> HealthMonitor {
        try HealthMonitor(
            registry: registry, isConfigured: Array(repeating: true, count: registry.count),
            store: store, clocks: .system, limits: limits,
            events: HealthMonitorEvents(
                onBoard: { [boards] in _ = boards.post($0) }, didRecord: didRecord))
    }

    /// Waits for a board that fulfils the condition.
    private func board(where condition: (HealthBoard) -> Bool) throws -> HealthBoard {
        while true {
            let arrived = boards.receive(timeout: .seconds(20))
            try #require(!arrived.isEmpty, "no such board within 20 s")
            if let found = arrived.map(\.health).last(where: condition) { return found }
        }
    }

    @Test func publishesABoardBeforeAnyEvidence() throws {
        let monitor = try monitor(registry("alpha", "beta"), store: store)
        defer { monitor.stop(within: .seconds(20)) }
        #expect(boards.drain().count == 1)
        #expect(monitor.board.providers.map(\.status) == [.unknown, .unknown])
    }

    @Test func foldsOutcomesIntoTheBoard() throws {
        let monitor = try monitor(registry("alpha", "beta"), store: store)
        defer { monitor.stop(within: .seconds(20)) }
        for result in [OutcomeClass.ok, .ok, .upstream5xx, .throttled] {
            #expect(monitor.record(outcome(result, provider: 1)))
        }
        let board = try board { $0.providers[1].counts.total == 4 }
        #expect(board.providers.map(\.score) == [nil, 67])
        #expect(board.providers[1].errors.count == 2)
        #expect(monitor.board.providers[1].score == 67)
        #expect(monitor.droppedOutcomes == 0)
    }

    @Test func oneWhoListensLateMissesNoBoard() throws {
        let monitor = try monitor(registry("alpha"), store: store)
        defer { monitor.stop(within: .seconds(20)) }
        var taken: [Int] = []
        try monitor.catchUp { late in
            taken.append(late.health.providers[0].counts.total)
            guard taken.count == 1 else { return }
            monitor.record(outcome())
            _ = try board { $0.providers[0].counts.total == 1 }
        }
        #expect(taken == [0, 1])
    }

    @Test func tellsOfEveryOutcomeWhetherItCounted() throws {
        let seen = try Mailbox<Bool>(capacity: 10)
        let monitor = try monitor(
            registry("alpha"), store: store, didRecord: { _, isTaken in _ = seen.post(isTaken) })
        monitor.record(outcome())
        monitor.record(outcome(at: 0))
        monitor.stop(within: .seconds(20))
        #expect(seen.drain() == [true, false])
        #expect(monitor.droppedOutcomes == 1)
    }

    @Test func handsEveryChangeToTheStoreOnce() throws {
        let trace = TraceReference(traceHigh: 1, traceLow: 2, spanID: 3)
        let monitor = try monitor(registry("alpha"), store: store)
        monitor.record(outcome(.timeout, message: "first", trace: trace))
        try #require(store.changed.wait(timeout: .seconds(20)))
        monitor.record(outcome(.timeout, message: "second"))
        monitor.stop(within: .seconds(20))
        #expect(store.saved.flatMap(\.errors).map(\.record.message) == ["first", "second"])
        #expect(store.saved.first?.cause == trace)
        #expect(store.saved.last?.minutes.last?.totals.counts[.timeout] ?? 0 >= 1)
    }

    @Test func keepsWhatAFullStoreRefused() throws {
        let monitor = try monitor(registry("alpha"), store: store)
        store.setFull(true)
        monitor.record(outcome(.timeout, message: "kept"))
        try #require(store.changed.wait(timeout: .seconds(20)))
        try #require(store.changed.wait(timeout: .seconds(20)))
        #expect(store.saved.isEmpty)
        store.setFull(false)
        monitor.stop(within: .seconds(20))
        #expect(store.saved.flatMap(\.errors).map(\.record.message) == ["kept"])
    }

    @Test func countsWhatTheStoreHasNotTakenWhenItStops() throws {
        let full = try monitor(registry("alpha"), store: store)
        store.setFull(true)
        for _ in 0..<3 { full.record(outcome()) }
        #expect(full.stop(within: .seconds(20)) == 3)
        store.setFull(false)
        let silent = try RecordingStore(history: nil)
        var limits = MonitorLimits()
        limits.restorePatience = .milliseconds(1)
        let early = try monitor(registry("alpha"), store: silent, limits: limits)
        for _ in 0..<2 { early.record(outcome()) }
        #expect(early.stop(within: .seconds(20)) == 2)
        #expect(silent.saved.isEmpty)
        let served = try monitor(registry("alpha"), store: store)
        served.record(outcome())
        #expect(served.stop(within: .seconds(20)) == 0)
    }

    @Test func showsWhatAnEarlierLifeStoredInItsFirstBoard() throws {
        let registry = try registry("alpha", "beta")
        let earlier = try monitor(registry, store: store)
        for _ in 0..<3 { earlier.record(outcome(.timeout, provider: 1, message: "old")) }
        earlier.stop(within: .seconds(20))
        _ = boards.drain()
        let history = StoredHistory(
            minutes: store.saved.flatMap(\.minutes), errors: store.saved.flatMap(\.errors))
        let later = try monitor(registry, store: RecordingStore(history: history))
        defer { later.stop(within: .seconds(20)) }
        let first = try #require(boards.drain().first?.health)
        #expect(first.providers[1].score == 0)
        #expect(first.providers[1].errors.count == 3)
    }

    @Test func doesNotWaitForASlowStoreAndSavesNothingUntilItHasAnswered() throws {
        let slow = try RecordingStore(history: nil)
        var limits = MonitorLimits()
        limits.restorePatience = .milliseconds(1)
        limits.saveInterval = .milliseconds(1)
        limits.agingInterval = .milliseconds(5)
        let monitor = try monitor(registry("alpha"), store: slow, limits: limits)
        monitor.record(outcome())
        _ = try board { $0.providers[0].samples == 1 }
        #expect(slow.saved.isEmpty)
        var stored = MinuteTotals(
            minute: MinuteTotals.minute(
                ofUnixMilliseconds: WallTime.now().unixNanoseconds / 1_000_000))
        stored.counts[.ok] = 5
        slow.answer(StoredHistory(minutes: [StoredMinute(provider: "alpha", totals: stored)]))
        _ = try board { $0.providers[0].samples == 6 }
        monitor.stop(within: .seconds(20))
        #expect(!slow.saved.isEmpty)
    }

    @Test func dropsAndCountsOutcomesBeyondItsMailbox() throws {
        var limits = MonitorLimits()
        limits.mailboxCapacity = 3
        let entered = try WakeUp()
        let release = try WakeUp()
        let monitor = try monitor(
            registry("alpha"), store: store, limits: limits,
            didRecord: { _, _ in
                entered.signal()
                _ = release.wait(timeout: .seconds(20))
                release.signal()
            })
        monitor.record(outcome())
        try #require(entered.wait(timeout: .seconds(20)))
        for _ in 0..<3 { #expect(monitor.record(outcome())) }
        #expect(!monitor.record(outcome()))
        #expect(monitor.droppedOutcomes == 1)
        release.signal()
        monitor.stop(within: .seconds(20))
        #expect(monitor.board.providers[0].samples == 4)
        #expect(!monitor.record(outcome()))
        #expect(monitor.droppedOutcomes == 2)
    }

    @Test func comesBackFromARealFileThatWasNeverClosed() throws {
        let path = "/tmp/gatewayz-monitor-\(MonotonicTime.now().nanoseconds).db"
        defer { TemporaryFile.remove(path) }
        let registry = try registry("alpha")
        let operations = try Mailbox<StoreOperation>(capacity: 100)
        let abandoned = try SQLiteHealthStore.open(
            path: path, clocks: .system,
            events: StoreEvents(didFinish: { _ = operations.post($0) }))
        let first = try monitor(registry, store: abandoned)
        for number in 0..<5 { first.record(outcome(.network, message: "error \(number)")) }
        first.stop(within: .seconds(20))
        while !operations.receive(timeout: .seconds(20)).contains(where: { $0.kind == .save }) {}
        let reopened = try SQLiteHealthStore.open(path: path, clocks: .system)
        let second = try monitor(registry, store: reopened)
        let health = second.board.providers[0]
        #expect(health.score == 0)
        #expect(health.samples == 5)
        #expect(health.errors[fromNewest: 0].message == "error 4")
        second.stop(within: .seconds(20))
        reopened.close(within: .seconds(20))
        abandoned.close(within: .seconds(20))
    }
}
