// The system calls by which the spool reads and changes its directory, as a table, so that tests
// can let each of them fail: a full disk, a broken one, no descriptor left. Exporter's thread.
import Glibc

/// Each returns a value of 0 or more, or the negative `errno`.
struct SpoolCalls: Sendable {
    /// Creates a file for writing, mode 0600, that did not exist: directory, name.
    var create: @Sendable (Int32, String) -> Int32 = { directory, name in
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        return unsafe SpoolCalls.result(openat(directory, name, flags, 0o600))
    }

    /// Opens a file, or a directory where the flags say so, for reading: directory, name, flags.
    var open: @Sendable (Int32, String, Int32) -> Int32 = { directory, name, flags in
        let all = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags
        return unsafe SpoolCalls.result(openat(directory, name, all))
    }

    /// Writes some of the bytes, and returns how many: file, bytes.
    var write: @Sendable (Int32, Span<UInt8>) -> Int = { file, bytes in
        let written = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
        }
        return written < 0 ? -Int(errno) : written
    }

    /// Waits until a file or a directory is on the disk.
    var synchronise: @Sendable (Int32) -> Int32 = { SpoolCalls.result(fsync($0)) }

    /// Gives a file a new name, replacing what had it: directory, old name, new name.
    var rename: @Sendable (Int32, String, String) -> Int32 = { directory, old, new in
        unsafe SpoolCalls.result(renameat(directory, old, directory, new))
    }

    /// Removes a file: directory, name.
    var remove: @Sendable (Int32, String) -> Int32 = { directory, name in
        unsafe SpoolCalls.result(unlinkat(directory, name, 0))
    }

    /// What Linux does.
    static let system = SpoolCalls()

    static func result(_ value: Int32) -> Int32 { value < 0 ? -errno : value }
}
