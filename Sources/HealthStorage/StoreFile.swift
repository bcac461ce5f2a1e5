// The file on disk: its directory, and what to do with a damaged one. Storage thread only.
internal import Glibc
internal import Reactor

/// Opens the database file at a path, moving a corrupt one out of the way.
struct StoreFile {
    let path: String
    let options: StoreOptions

    /// Opens the file, creating its directories; a corrupt file is renamed and a new one begun.
    /// `quarantined` is the name the corrupt one now has.
    func open(
        unixSeconds: Int64
    ) throws(StoreError) -> (database: SQLiteDatabase, quarantined: String?) {
        try makeDirectories()
        do throws(StoreError) {
            return (try connect(), nil)
        } catch {
            guard error.isCorruption else { throw error }
            let name = try quarantine(unixSeconds: unixSeconds)
            return (try connect(), name)
        }
    }

    private func connect() throws(StoreError) -> SQLiteDatabase {
        let database: SQLiteDatabase
        do throws(SQLiteError) {
            database = try SQLiteDatabase(path: path)
        } catch {
            throw .unusable(path: path, cause: error)
        }
        try HealthSchema.prepare(database, at: path, options: options)
        return database
    }

    /// Renames the file and its journals to `<file>.corrupt-<unix time>`; nothing may have it open.
    /// Where one of that second is there already, `-2`, `-3` and so on follow.
    private func quarantine(unixSeconds: Int64) throws(StoreError) -> String {
        let first = "\(path).corrupt-\(unixSeconds)"
        var name = first
        var count = 1
        while Self.suffixes.contains(where: { Self.exists(name + $0) }) {
            count += 1
            name = "\(first)-\(count)"
        }
        for suffix in Self.suffixes {
            guard unsafe rename(path + suffix, name + suffix) != 0, errno != ENOENT else {
                continue
            }
            throw .cannotQuarantine(path: path, cause: SystemError(call: "rename", code: errno))
        }
        return name
    }

    /// What the database's files are called behind its name, itself last.
    private static let suffixes = ["-wal", "-shm", ""]

    private static func exists(_ name: String) -> Bool {
        var facts = stat()
        return unsafe lstat(name, &facts) == 0
    }

    private func makeDirectories() throws(StoreError) {
        var parent = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            parent += parent.isEmpty && !path.hasPrefix("/") ? String(part) : "/\(part)"
            guard unsafe mkdir(parent, 0o755) != 0, errno != EEXIST else { continue }
            throw .noDirectory(path: path, cause: SystemError(call: "mkdir", code: errno))
        }
    }
}
