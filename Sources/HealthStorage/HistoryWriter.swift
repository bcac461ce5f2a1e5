// Writes evidence and removes what is too old. Storage thread only; one transaction a call.
internal import Health

/// Statements over an open database, compiled once.
struct HistoryWriter {
    private let database: SQLiteDatabase
    private let saveMinute: SQLiteStatement
    private let saveError: SQLiteStatement

    init(_ database: SQLiteDatabase) throws(SQLiteError) {
        self.database = database
        saveMinute = try database.prepare(
            "INSERT OR REPLACE INTO provider_minute VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            as: "save minute")
        saveError = try database.prepare(
            "INSERT INTO provider_error VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?)", as: "save error")
    }

    /// Writes everything in one transaction, or nothing.
    func write(_ history: StoredHistory) throws(SQLiteError) {
        try database.transaction(as: "save") { () throws(SQLiteError) in
            for minute in history.minutes { try write(minute) }
            for error in history.errors { try write(error) }
        }
    }

    /// Removes minutes before the given one, and all but the newest errors of each provider.
    func prune(beforeMinute minute: Int64, maximumErrors: Int) throws(SQLiteError) {
        try database.transaction(as: "prune") { () throws(SQLiteError) in
            let old = try database.prepare(
                "DELETE FROM provider_minute WHERE minute < ?", as: "prune minutes")
            try old.run(.integer(minute))
            try pruneErrors(keeping: maximumErrors)
        }
    }

    private func pruneErrors(keeping maximum: Int) throws(SQLiteError) {
        let names = try database.prepare(
            "SELECT DISTINCT provider FROM provider_error", as: "prune errors")
        var providers: [String] = []
        while try names.step() {
            if let provider = names.text(0) { providers.append(provider) }
        }
        let surplus = try database.prepare(
            """
            DELETE FROM provider_error WHERE provider = ?1 AND id <= (
                SELECT id FROM provider_error WHERE provider = ?1
                ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """, as: "prune errors")
        for provider in providers {
            try surplus.run(.text(provider), .integer(Int64(maximum)))
        }
    }

    private func write(_ minute: StoredMinute) throws(SQLiteError) {
        let totals = minute.totals
        func count(_ result: OutcomeClass) -> SQLiteValue { .integer(Int64(totals.counts[result])) }
        try saveMinute.run(
            .text(minute.provider), .integer(totals.minute), count(.ok), count(.timeout),
            count(.network), count(.upstream5xx), count(.invalidResponse), count(.credential),
            count(.throttled), count(.clientFault), .optional(totals.newestUnixMilliseconds),
            .integer(Int64(totals.failureRun)), .bytes(HistogramBlob.bytes(of: totals.latencies)))
    }

    private func write(_ error: StoredError) throws(SQLiteError) {
        let record = error.record
        let trace = record.trace
        try saveError.run(
            .text(error.provider), .integer(record.unixMilliseconds), .optional(record.model),
            .integer(Int64(record.result.rawValue)), .optional(record.statusCode.map(Int64.init)),
            .text(record.message), .integer(record.latencyMilliseconds),
            .integer(Int64(record.source.rawValue)),
            .optional(trace.map { Int64(bitPattern: $0.traceHigh) }),
            .optional(trace.map { Int64(bitPattern: $0.traceLow) }),
            .optional(trace.map { Int64(bitPattern: $0.spanID) }),
            .optional(trace.map { $0.isSampled ? 1 : 0 }))
    }
}
