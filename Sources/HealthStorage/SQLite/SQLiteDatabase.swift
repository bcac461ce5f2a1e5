// One connection to one SQLite file. Owned by the thread that opened it, and used by no other.
internal import CSQLite

/// An open database.
@safe
final class SQLiteDatabase {
    private let handle: OpaquePointer

    /// Opens or creates the file for reading and writing.
    init(path: String) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened = unsafe opened else {
            throw SQLiteError(operation: "open", code: code, message: "out of memory")
        }
        unsafe handle = opened
        guard code == SQLITE_OK else {
            let error = unsafe Self.error("open", code, opened)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        // Why: a file that may only be read is opened for reading without a word.
        guard unsafe sqlite3_db_readonly(opened, "main") == 0 else {
            unsafe sqlite3_close_v2(opened)
            throw SQLiteError(
                operation: "open", code: SQLITE_READONLY, message: "the file is read-only")
        }
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs statements that take no values and whose rows, if any, are not wanted.
    func execute(_ sql: String, as operation: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe Self.error(operation, code, handle) }
    }

    /// Compiles one statement; it must not outlive this connection.
    func prepare(_ sql: String, as operation: String) throws(SQLiteError) -> SQLiteStatement {
        var compiled: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &compiled, nil)
        guard code == SQLITE_OK, let compiled = unsafe compiled else {
            throw unsafe Self.error(operation, code, handle)
        }
        return unsafe SQLiteStatement(compiled, of: self, operation: operation)
    }

    /// The first column of a query's first row; `nil` without a row.
    func text(_ sql: String, as operation: String) throws(SQLiteError) -> String? {
        let statement = try prepare(sql, as: operation)
        return try statement.step() ? statement.text(0) : nil
    }

    /// The first column of a query's first row; 0 without a row.
    func integer(_ sql: String, as operation: String) throws(SQLiteError) -> Int64 {
        let statement = try prepare(sql, as: operation)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Runs the body in one transaction, which is rolled back where the body or the commit fails.
    func transaction(
        as operation: String, _ body: () throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        try execute("BEGIN IMMEDIATE", as: operation)
        do throws(SQLiteError) {
            try body()
            try execute("COMMIT", as: operation)
        } catch {
            // Why: after some errors SQLite has rolled back already and a second one is refused.
            try? execute("ROLLBACK", as: operation)
            throw error
        }
    }

    /// The connection's last error, for a statement of it.
    func lastError(_ operation: String, _ code: Int32) -> SQLiteError {
        unsafe Self.error(operation, code, handle)
    }

    private static func error(
        _ operation: String, _ code: Int32, _ handle: OpaquePointer
    ) -> SQLiteError {
        let message = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) } ?? ""
        return SQLiteError(operation: operation, code: code, message: message)
    }
}
