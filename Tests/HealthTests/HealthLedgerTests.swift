// The books as a whole: what the board shows, what is handed to a store, what comes back.

import Health
import Testing

struct HealthLedgerTests {
    private func registry() throws -> ProviderRegistry {
        try ProviderRegistry([
            Provider(name: "alpha", probe: Probe(url: "http://a/")), Provider(name: "beta"),
        ])
    }

    private func ledger() throws -> HealthLedger {
        HealthLedger(
            registry: try registry(), isConfigured: [true, false], nowUnixMilliseconds: noon)
    }

    @Test func hasARowForEveryProviderBeforeAnyEvidence() throws {
        let board = try ledger().board
        #expect(board.providers.map(\.score) == [nil, nil])
        #expect(board.providers.map(\.status) == [.unknown, .notConfigured])
        #expect(board.providers.map(\.samples) == [0, 0])
        #expect(board.providers.allSatisfy { $0.latency == nil && $0.successPerMille == nil })
    }

    @Test func makesOnlyTheRowsAnewThatChanged() throws {
        var ledger = try ledger()
        for _ in 0..<3 { _ = ledger.record(outcome(provider: 1), nowUnixMilliseconds: noon) }
        #expect(ledger.board.providers[1].score == nil)
        let changed = ledger.refresh(nowUnixMilliseconds: noon + 1)
        #expect(changed == [ProviderID(index: 1)])
        #expect(ledger.board.providers.map(\.score) == [nil, 100])
        #expect(ledger.board[ProviderID(index: 1)].status == .healthy)
        let again = ledger.refresh(nowUnixMilliseconds: noon + 2)
        #expect(again.isEmpty)
        #expect(ledger.board.unixMilliseconds == noon + 1)
    }

    @Test func movesEveryWindowWhenAMinutePasses() throws {
        var ledger = try ledger()
        for _ in 0..<3 { _ = ledger.record(outcome(), nowUnixMilliseconds: noon) }
        _ = ledger.refresh(nowUnixMilliseconds: noon)
        let changed = ledger.refresh(nowUnixMilliseconds: noon + 60 * minute)
        #expect(changed.count == 2)
        #expect(ledger.board.providers[0].score == nil)
    }

    @Test func roundsTheShareOfRightAnswers() throws {
        var ledger = try ledger()
        for result in [OutcomeClass.ok, .ok, .timeout] {
            _ = ledger.record(outcome(result), nowUnixMilliseconds: noon)
        }
        _ = ledger.refresh(nowUnixMilliseconds: noon)
        #expect(ledger.board.providers[0].successPerMille == 667)
    }

    @Test func logsEveryOutcomeThatIsNotRight() throws {
        var ledger = try ledger()
        for result in OutcomeClass.allCases {
            _ = ledger.record(outcome(result), nowUnixMilliseconds: noon)
        }
        let taken = ledger.record(outcome(.timeout, at: 0), nowUnixMilliseconds: noon)
        _ = ledger.refresh(nowUnixMilliseconds: noon)
        #expect(!taken)
        #expect(ledger.board.providers[0].errors.count == 7)
    }

    @Test func survivesAStoreWordForWord() throws {
        var lived = try ledger()
        let cause = TraceReference(traceHigh: 1, traceLow: 2, spanID: 3, isSampled: true)
        for number in 0..<50 {
            let result: OutcomeClass = number.isMultiple(of: 7) ? .network : .ok
            let next = outcome(
                result, at: noon - Int64(50 - number) * minute, provider: number % 2,
                message: "Authorization: x \(number)", trace: number == 49 ? cause : nil)
            _ = lived.record(next, nowUnixMilliseconds: noon)
        }
        _ = lived.refresh(nowUnixMilliseconds: noon)
        let stored = lived.unsaved()
        #expect(stored.minutes.count == 50)
        #expect(stored.cause == cause)
        lived.markSaved()
        #expect(lived.unsaved().isEmpty)
        #expect(lived.unsaved().cause == nil)

        var reborn = try ledger()
        reborn.restore(stored, nowUnixMilliseconds: noon)
        #expect(reborn.unsaved().isEmpty)
        _ = reborn.refresh(nowUnixMilliseconds: noon)
        for (old, new) in zip(lived.board.providers, reborn.board.providers) {
            #expect(old.score == new.score)
            #expect(old.counts == new.counts)
            #expect(old.latency == new.latency)
            #expect(old.newestUnixMilliseconds == new.newestUnixMilliseconds)
            #expect(old.errors.rows(after: 0) == new.errors.rows(after: 0))
        }
    }

    @Test func putsStoredErrorsBeforeThoseOfThisLifeAndKeepsTheLatterUnsaved() throws {
        var lived = try ledger()
        _ = lived.record(outcome(.timeout, message: "old"), nowUnixMilliseconds: noon)
        var reborn = try ledger()
        _ = reborn.record(outcome(.timeout, message: "new"), nowUnixMilliseconds: noon)
        reborn.restore(lived.unsaved(), nowUnixMilliseconds: noon)
        _ = reborn.refresh(nowUnixMilliseconds: noon)
        let errors = reborn.board.providers[0].errors
        #expect((0..<errors.count).map { errors[fromNewest: $0].message } == ["new", "old"])
        #expect(reborn.unsaved().errors.map(\.record.message) == ["new"])
        #expect(reborn.unsaved().minutes.map(\.totals.counts.total) == [2])
    }

    @Test func leavesOutStoredProvidersThatTheRegistryNoLongerKnows() throws {
        var lived = HealthLedger(
            registry: try ProviderRegistry([Provider(name: "gone")]), isConfigured: [true],
            nowUnixMilliseconds: noon)
        _ = lived.record(outcome(.timeout), nowUnixMilliseconds: noon)
        var reborn = try ledger()
        reborn.restore(lived.unsaved(), nowUnixMilliseconds: noon)
        #expect(reborn.refresh(nowUnixMilliseconds: noon).isEmpty == true)
    }
}
