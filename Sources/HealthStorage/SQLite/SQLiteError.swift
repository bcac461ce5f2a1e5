// SQLite's own errors as values: what was tried, the code, and its sentence.
internal import CSQLite

/// A failed call into SQLite.
package struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, in a word or two: `open`, `commit`.
    package let operation: String
    /// The extended result code.
    package let code: Int32
    /// SQLite's own sentence about it.
    package let message: String

    /// Names a failure.
    package init(operation: String, code: Int32, message: String) {
        self.operation = operation
        self.code = code
        self.message = message
    }

    /// For example `commit: database or disk is full (13)`.
    package var description: String { "\(operation): \(message) (\(code))" }

    /// Whether the file is not, or no longer, a database.
    package var isCorruption: Bool {
        code & 0xFF == SQLITE_CORRUPT || code & 0xFF == SQLITE_NOTADB
    }

    /// The code of a damaged file.
    static var corruptCode: Int32 { SQLITE_CORRUPT }

    /// Whether the disk, or the file's own bound, is full.
    package var isFull: Bool { code & 0xFF == SQLITE_FULL }
}
