// What travels between the ledger and a store: whole minutes and single errors, by provider name.
// Pure. Names instead of places, since the registry may differ in the next life of the process.

/// Evidence on its way to a store or back from it.
package struct StoredHistory: Sendable, Equatable {
    /// Minutes with their totals as of now; saving one overwrites what was stored of that minute.
    package var minutes: [StoredMinute]
    /// Error rows, oldest first; saving adds them.
    package var errors: [StoredError]
    /// The span of the newest outcome in it, for the span of the store's own work.
    package var cause: TraceReference?

    /// Collects evidence.
    package init(
        minutes: [StoredMinute] = [], errors: [StoredError] = [], cause: TraceReference? = nil
    ) {
        self.minutes = minutes
        self.errors = errors
        self.cause = cause
    }

    /// Whether there is nothing in it.
    package var isEmpty: Bool { minutes.isEmpty && errors.isEmpty }
}

/// One minute of one provider.
package struct StoredMinute: Sendable, Equatable {
    /// The canonical name.
    package let provider: String
    /// Everything observed in that minute.
    package let totals: MinuteTotals

    /// Names the provider of a minute.
    package init(provider: String, totals: MinuteTotals) {
        self.provider = provider
        self.totals = totals
    }
}

/// One error row of one provider.
package struct StoredError: Sendable, Equatable {
    /// The canonical name.
    package let provider: String
    /// The row.
    package let record: ErrorRecord

    /// Names the provider of an error row.
    package init(provider: String, record: ErrorRecord) {
        self.provider = provider
        self.record = record
    }
}
