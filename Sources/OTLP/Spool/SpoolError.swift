// Why the spool cannot be used, or not for this batch.
import Reactor

/// A refusal, worded for the log.
package enum SpoolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The directory cannot be made, opened or written.
    case unusable(directory: String, cause: SpoolCause)
    /// Others than the process's user may look into the directory, or it belongs to one of them.
    case notPrivate(directory: String)
    /// Another process works in the directory.
    case inUse(directory: String)
    /// A batch could not be written; the disk may be full.
    case notWritten(cause: SpoolCause)
    /// The batch alone is larger than the spool may be.
    case tooLarge

    /// A sentence without an end.
    package var description: String {
        switch self {
        case .unusable(let directory, let cause): "\(directory) cannot be used: \(cause.text)"
        case .notPrivate(let directory):
            "\(directory) is not this user's alone: it must be its own, with mode 700"
        case .inUse(let directory): "another process uses \(directory)"
        case .notWritten(let cause): "a batch could not be written: \(cause.text)"
        case .tooLarge: "a batch is larger than SPOOL_MAX_BYTES"
        }
    }
}

/// The system call behind a `SpoolError`.
package struct SpoolCause: Hashable, Sendable {
    /// The call, as in `man 2`.
    package let call: String
    /// The positive `errno`.
    package let code: Int32

    /// For example `write: No space left on device (28)`.
    package var text: String { SystemError(call: call, code: code).description }
}
