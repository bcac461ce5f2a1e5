// The books: every provider's window and error log, what of them is unsaved, and the board.
// Pure and thread-confined: the monitor's thread owns the only one. Time comes in with each call.

/// All evidence in memory.
package struct HealthLedger: Sendable {
    /// The providers, in whose order everything here is.
    package let registry: ProviderRegistry
    /// The board as of the last `refresh`.
    package private(set) var board: HealthBoard
    private var accounts: [Account]
    private var newestCause: TraceReference?
    private var refreshedMinute: Int64

    private struct Account: Sendable {
        let isConfigured: Bool
        var window = SlidingWindow()
        var errors = ErrorLog()
        var savedErrors: UInt64 = 0
        var isStale = false
    }

    /// Opens empty books. `isConfigured` says for each provider whether its key, if any, is there.
    package init(
        registry: ProviderRegistry, isConfigured: [Bool], nowUnixMilliseconds now: Int64
    ) {
        precondition(isConfigured.count == registry.count, "one flag for each provider")
        self.registry = registry
        accounts = isConfigured.map { Account(isConfigured: $0) }
        refreshedMinute = MinuteTotals.minute(ofUnixMilliseconds: now)
        board = HealthBoard(
            registry: registry, providers: accounts.map { Self.row($0, at: now) },
            unixMilliseconds: now)
    }

    /// Enters an outcome; false if it is older than the window and changed nothing.
    package mutating func record(_ outcome: Outcome, nowUnixMilliseconds now: Int64) -> Bool {
        let place = outcome.provider.index
        precondition(accounts.indices.contains(place), "an outcome of another registry's provider")
        guard accounts[place].window.record(outcome, nowUnixMilliseconds: now) else { return false }
        if let record = ErrorRecord(outcome) { accounts[place].errors.append(record) }
        if let trace = outcome.trace { newestCause = trace }
        accounts[place].isStale = true
        return true
    }

    /// Enters what an earlier life of the process had stored; providers unknown now are left out.
    package mutating func restore(_ history: StoredHistory, nowUnixMilliseconds now: Int64) {
        for minute in history.minutes {
            guard let id = registry.find(minute.provider) else { continue }
            accounts[id.index].window.restore(minute.totals, nowUnixMilliseconds: now)
            accounts[id.index].isStale = true
        }
        restoreErrors(history.errors)
    }

    /// Brings the board up to date; returns the providers whose rows were made anew, in order.
    /// All of them when a minute has passed, since every window has moved.
    package mutating func refresh(nowUnixMilliseconds now: Int64) -> [ProviderID] {
        let minute = MinuteTotals.minute(ofUnixMilliseconds: now)
        let hasMoved = minute != refreshedMinute
        refreshedMinute = minute
        var rows = board.providers
        var changed: [ProviderID] = []
        for place in accounts.indices where hasMoved || accounts[place].isStale {
            rows[place] = Self.row(accounts[place], at: now)
            accounts[place].isStale = false
            changed.append(ProviderID(index: place))
        }
        if !changed.isEmpty {
            board = HealthBoard(registry: registry, providers: rows, unixMilliseconds: now)
        }
        return changed
    }

    /// Everything entered since `markSaved`, to be handed to a store.
    package func unsaved() -> StoredHistory {
        var changes = StoredHistory(cause: newestCause)
        for (account, provider) in zip(accounts, registry.providers) {
            changes.minutes += account.window.unsaved.map {
                StoredMinute(provider: provider.name, totals: $0)
            }
            changes.errors += account.errors.rows(after: account.savedErrors).map {
                StoredError(provider: provider.name, record: $0)
            }
        }
        return changes
    }

    /// Declares that a store has taken everything `unsaved` would return now.
    package mutating func markSaved() {
        for place in accounts.indices {
            accounts[place].window.markSaved()
            accounts[place].savedErrors = accounts[place].errors.appended
        }
        newestCause = nil
    }

    /// Stored errors go before those entered since the start, which stay unsaved.
    private mutating func restoreErrors(_ errors: [StoredError]) {
        var stored: [Int: [ErrorRecord]] = [:]
        for error in errors {
            guard let id = registry.find(error.provider) else { continue }
            stored[id.index, default: []].append(error.record)
        }
        for (place, records) in stored {
            let recent = accounts[place].errors.rows(after: 0)
            var log = ErrorLog()
            for record in records { log.append(record) }
            accounts[place].savedErrors = log.appended
            for record in recent { log.append(record) }
            accounts[place].errors = log
            accounts[place].isStale = true
        }
    }

    private static func row(_ account: Account, at now: Int64) -> ProviderHealth {
        ProviderHealth(
            account.window.totals(atUnixMilliseconds: now), isConfigured: account.isConfigured,
            errors: account.errors)
    }
}
