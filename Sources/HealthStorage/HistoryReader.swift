// Reads back what was kept. Storage thread only.
internal import Health

/// Queries over an open database; rows that make no sense are left out.
struct HistoryReader {
    let database: SQLiteDatabase
    let maximumErrors: Int

    /// Every minute from the given one on, and the newest errors of each provider, oldest first.
    func read(sinceMinute minute: Int64) throws(SQLiteError) -> StoredHistory {
        StoredHistory(minutes: try minutes(since: minute), errors: try errors())
    }

    private func minutes(since minute: Int64) throws(SQLiteError) -> [StoredMinute] {
        let rows = try database.prepare(
            """
            SELECT provider, minute, ok, timeout, network, upstream_5xx, invalid_response,
                credential, throttled, client_fault, newest_unix_ms, failure_run, latencies
            FROM provider_minute WHERE minute >= ? ORDER BY minute
            """, as: "read minutes")
        try rows.bind(.integer(minute), at: 1)
        var minutes: [StoredMinute] = []
        while try rows.step() {
            guard let provider = rows.text(0) else { continue }
            var totals = MinuteTotals(minute: rows.integer(1))
            for result in OutcomeClass.allCases {
                let count = rows.integer(2 + Int32(result.rawValue))
                totals.counts[result] = Int(min(max(0, count), Int64(UInt32.max)))
            }
            totals.newestUnixMilliseconds = rows.optionalInteger(10)
            totals.failureRun = Int(min(max(0, rows.integer(11)), 3))
            totals.latencies = HistogramBlob.histogram(from: rows.bytes(12))
            minutes.append(StoredMinute(provider: provider, totals: totals))
        }
        return minutes
    }

    private func errors() throws(SQLiteError) -> [StoredError] {
        let names = try database.prepare(
            "SELECT DISTINCT provider FROM provider_error", as: "read errors")
        let rows = try database.prepare(
            """
            SELECT unix_ms, model, class, status, message, latency_ms, source,
                trace_high, trace_low, span_id, is_sampled
            FROM provider_error WHERE provider = ? ORDER BY id DESC LIMIT ?
            """, as: "read errors")
        var errors: [StoredError] = []
        while try names.step() {
            guard let provider = names.text(0) else { continue }
            rows.reset()
            try rows.bind(.text(provider), at: 1)
            try rows.bind(.integer(Int64(maximumErrors)), at: 2)
            var newestFirst: [StoredError] = []
            while try rows.step() {
                guard let record = Self.record(rows) else { continue }
                newestFirst.append(StoredError(provider: provider, record: record))
            }
            errors += newestFirst.reversed()
        }
        return errors
    }

    private static func record(_ row: SQLiteStatement) -> ErrorRecord? {
        guard let result = UInt8(exactly: row.integer(2)).flatMap(OutcomeClass.init(rawValue:)),
            let source = UInt8(exactly: row.integer(6)).flatMap(OutcomeSource.init(rawValue:)),
            result != .ok
        else { return nil }
        var trace: TraceReference?
        if let high = row.optionalInteger(7), let low = row.optionalInteger(8) {
            trace = TraceReference(
                traceHigh: UInt64(bitPattern: high), traceLow: UInt64(bitPattern: low),
                spanID: UInt64(bitPattern: row.integer(9)), isSampled: row.integer(10) != 0)
        }
        return ErrorRecord(
            unixMilliseconds: row.integer(0), model: row.text(1), result: result,
            statusCode: row.optionalInteger(3).flatMap(Int.init(exactly:)),
            cleanMessage: row.text(4) ?? "", latencyMilliseconds: row.integer(5), source: source,
            trace: trace)
    }
}
