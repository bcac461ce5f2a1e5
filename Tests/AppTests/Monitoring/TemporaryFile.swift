// Files that a test leaves behind.

import Glibc

enum TemporaryFile {
    /// Removes a database file and its journals.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { _ = unsafe unlink(path + suffix) }
    }
}
