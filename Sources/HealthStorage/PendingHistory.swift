// Evidence that waits to be written, bounded whatever the disk does. Storage thread only.
internal import Health

/// What was handed over and is not on disk yet.
struct PendingHistory {
    private struct MinuteKey: Hashable {
        var provider: String
        var minute: Int64
    }

    private let maximumMinutes: Int
    private let maximumErrors: Int
    private var minutes: [MinuteKey: MinuteTotals] = [:]
    private var errors: [String: [StoredError]] = [:]
    private var cause: TraceReference?
    /// Error rows given up since the start.
    private(set) var lostErrors: UInt64 = 0

    init(_ options: StoreOptions) {
        maximumMinutes = options.maximumPendingMinutes
        maximumErrors = options.maximumPendingErrors
    }

    /// Number of rows that wait.
    var count: Int { errors.values.reduce(minutes.count) { $0 + $1.count } }

    /// Adds evidence; a minute replaces its older self, the oldest rows give way at the bounds.
    mutating func add(_ history: StoredHistory) {
        for minute in history.minutes {
            let key = MinuteKey(provider: minute.provider, minute: minute.totals.minute)
            minutes[key] = minute.totals
        }
        if minutes.count > maximumMinutes { dropOldestMinutes() }
        for error in history.errors { errors[error.provider, default: []].append(error) }
        for (provider, rows) in errors where rows.count > maximumErrors {
            lostErrors += UInt64(rows.count - maximumErrors)
            errors[provider] = Array(rows.suffix(maximumErrors))
        }
        cause = history.cause ?? cause
    }

    /// Everything that waits.
    func history() -> StoredHistory {
        StoredHistory(
            minutes: minutes.map { StoredMinute(provider: $0.key.provider, totals: $0.value) },
            errors: errors.values.flatMap { $0 }, cause: cause)
    }

    /// Declares everything written.
    mutating func removeAll() {
        minutes.removeAll(keepingCapacity: true)
        errors.removeAll(keepingCapacity: true)
        cause = nil
    }

    // Why uncounted: by default the bound is the whole window of the largest registry, 60 minutes
    // of 200 providers, so what gives way is too old for any score, now or after a restart.
    private mutating func dropOldestMinutes() {
        let surplus = minutes.count - maximumMinutes
        for key in minutes.keys.sorted(by: { $0.minute < $1.minute }).prefix(surplus) {
            minutes[key] = nil
        }
    }
}
