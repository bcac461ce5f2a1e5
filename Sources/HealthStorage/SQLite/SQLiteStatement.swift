// One compiled statement. Owned by the thread of its connection.
internal import CSQLite

/// A statement with its values and its current row. Columns count from 0, parameters from 1.
@safe
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let database: SQLiteDatabase
    private let operation: String

    init(_ handle: OpaquePointer, of database: SQLiteDatabase, operation: String) {
        unsafe self.handle = handle
        self.database = database
        self.operation = operation
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Moves to the next row; false after the last one, and for a statement without rows.
    func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw database.lastError(operation, code)
        }
    }

    /// Runs the statement once with these values, and makes it ready for the next ones.
    func run(_ values: SQLiteValue...) throws(SQLiteError) {
        defer { reset() }
        for (place, value) in values.enumerated() { try bind(value, at: Int32(place + 1)) }
        while try step() {}
    }

    /// Sets a parameter.
    func bind(_ value: SQLiteValue, at index: Int32) throws(SQLiteError) {
        let code: Int32
        switch value {
        case .null:
            code = unsafe sqlite3_bind_null(handle, index)
        case .integer(let number):
            code = unsafe sqlite3_bind_int64(handle, index, number)
        case .text(let text) where text.isEmpty:
            code = unsafe csqlite_bind_text(handle, index, "", 0)
        case .text(var text):
            code = text.withUTF8 { letters in
                unsafe letters.withMemoryRebound(to: CChar.self) {
                    unsafe csqlite_bind_text(handle, index, $0.baseAddress, Int32($0.count))
                }
            }
        case .bytes(let bytes) where bytes.isEmpty:
            // Why: bytes without an address would be NULL.
            code = unsafe sqlite3_bind_zeroblob(handle, index, 0)
        case .bytes(let bytes):
            code = unsafe bytes.withUnsafeBytes {
                unsafe csqlite_bind_blob(handle, index, $0.baseAddress, Int32($0.count))
            }
        }
        guard code == SQLITE_OK else { throw database.lastError(operation, code) }
    }

    /// Makes the statement ready to run again, without its values.
    func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    /// Whether a column of the current row is NULL.
    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// A column of the current row as an integer; NULL is 0.
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    /// A column of the current row as an integer; `nil` for NULL.
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// A column of the current row as text; `nil` for NULL.
    func text(_ column: Int32) -> String? {
        guard let start = unsafe sqlite3_column_text(handle, column) else { return nil }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// A column of the current row as bytes; NULL is empty.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// A value for a parameter.
enum SQLiteValue {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    static func optional(_ number: Int64?) -> Self { number.map { .integer($0) } ?? .null }
    static func optional(_ text: String?) -> Self { text.map { .text($0) } ?? .null }
}
