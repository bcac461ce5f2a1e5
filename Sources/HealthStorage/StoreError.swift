// Why a store could not be opened: for the caller, who decides whether that ends the program.
package import Reactor

/// A store that cannot be opened.
package enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file, or its directory, cannot be created, opened or written.
    case unusable(path: String, cause: SQLiteError)
    /// The directory of the file cannot be created.
    case noDirectory(path: String, cause: SystemError)
    /// The file was written by a later release and is left alone.
    case newerLayout(path: String, found: Int64, known: Int64)
    /// A corrupt file could not be moved out of the way.
    case cannotQuarantine(path: String, cause: SystemError)
    /// The storage thread could not be started.
    case noThread(SystemError)

    /// What happened and what to do about it.
    package var description: String {
        switch self {
        case .unusable(let path, let cause):
            "the store \(path) cannot be written: \(cause); "
                + "check that it is a file and no directory, and that this user can write it and "
                + "its directory"
        case .noDirectory(let path, let cause):
            "the directory of the store \(path) cannot be created: \(cause); "
                + "create it, or set SQLITE_PATH to a path that is writable by this user"
        case .newerLayout(let path, let found, let known):
            "the store \(path) has layout \(found), but this release knows only \(known); "
                + "run the later release, or set SQLITE_PATH to another file"
        case .cannotQuarantine(let path, let cause):
            "the corrupt store \(path) cannot be renamed: \(cause); move it away by hand"
        case .noThread(let cause):
            "the storage thread cannot be started: \(cause)"
        }
    }

    /// Whether the file is damaged, so that a new one should be begun.
    var isCorruption: Bool {
        if case .unusable(_, let cause) = self { cause.isCorruption } else { false }
    }
}
