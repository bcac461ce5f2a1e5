// One owner for each descriptor: closing happens once, when the owner goes.
import CLinux

/// An open file descriptor that is closed when its owner ends.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number the kernel knows it by.
    package let number: Int32

    /// Takes ownership of an open descriptor.
    package init(owning number: Int32) { self.number = number }

    deinit {
        // Why: Linux closes the descriptor even when close reports an error; nothing to retry.
        _ = clinux_close(number)
    }

    /// Gives the number up; the caller must close it.
    package consuming func release() -> Int32 {
        let released = number
        discard self
        return released
    }
}
