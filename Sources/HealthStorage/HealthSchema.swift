// The tables, and the way from every earlier layout of them to today's.
// A migration that has been released is never changed; the next layout appends one.

/// The layout of the file, numbered by SQLite's `user_version`.
enum HealthSchema {
    /// The number of today's layout.
    static var version: Int64 { Int64(migrations.count) }

    // Why: `latencies` holds `LatencyHistogram` buckets; other bounds of them need a migration.
    private static let migrations = [
        """
        CREATE TABLE provider_minute (
            provider TEXT NOT NULL, minute INTEGER NOT NULL,
            ok INTEGER NOT NULL, timeout INTEGER NOT NULL, network INTEGER NOT NULL,
            upstream_5xx INTEGER NOT NULL, invalid_response INTEGER NOT NULL,
            credential INTEGER NOT NULL, throttled INTEGER NOT NULL, client_fault INTEGER NOT NULL,
            newest_unix_ms INTEGER, failure_run INTEGER NOT NULL, latencies BLOB NOT NULL,
            PRIMARY KEY (provider, minute)) WITHOUT ROWID;
        CREATE TABLE provider_error (
            id INTEGER PRIMARY KEY, provider TEXT NOT NULL, unix_ms INTEGER NOT NULL, model TEXT,
            class INTEGER NOT NULL, status INTEGER, message TEXT NOT NULL,
            latency_ms INTEGER NOT NULL, source INTEGER NOT NULL,
            trace_high INTEGER, trace_low INTEGER, span_id INTEGER, is_sampled INTEGER);
        CREATE INDEX provider_error_by_provider ON provider_error (provider, id);
        """
    ]

    /// Brings a file to today's layout and proves that it can be written to.
    /// Throws `StoreError.newerLayout` for a file of a later release, which it leaves alone.
    static func prepare(
        _ database: SQLiteDatabase, at path: String, options: StoreOptions
    ) throws(StoreError) {
        let newer: Int64
        do throws(SQLiteError) {
            try configure(database, options)
            let found = try database.integer("PRAGMA user_version", as: "read layout")
            if found <= version { return try migrate(database, from: found) }
            newer = found
        } catch {
            throw .unusable(path: path, cause: error)
        }
        throw .newerLayout(path: path, found: newer, known: version)
    }

    private static func migrate(
        _ database: SQLiteDatabase, from found: Int64
    ) throws(SQLiteError) {
        try database.transaction(as: "migrate") { () throws(SQLiteError) in
            for migration in migrations.dropFirst(Int(max(0, found))) {
                try database.execute(migration, as: "migrate")
            }
            // Why: written even when it does not change, since only a write shows that one can.
            try database.execute("PRAGMA user_version = \(version)", as: "migrate")
        }
    }

    private static func configure(
        _ database: SQLiteDatabase, _ options: StoreOptions
    ) throws(SQLiteError) {
        try database.execute(
            "PRAGMA busy_timeout = \(options.busyTimeoutMilliseconds)", as: "configure")
        let verdict = try database.text("PRAGMA quick_check(1)", as: "check")
        guard verdict == "ok" else {
            throw SQLiteError(
                operation: "check", code: SQLiteError.corruptCode, message: verdict ?? "no answer")
        }
        let pages = max(1, options.maximumFileBytes / 4096)
        try database.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
            PRAGMA journal_size_limit = \(options.maximumJournalBytes);
            PRAGMA max_page_count = \(pages);
            """, as: "configure")
    }
}
