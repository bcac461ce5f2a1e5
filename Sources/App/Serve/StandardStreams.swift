// The standard streams as a command uses them: text, before or instead of a log. Any thread; may
// block for as long as nobody reads.
import Glibc

/// Standard error, for what is said before or instead of a log.
package enum StandardError {
    /// Writes text as it is.
    package static func write(_ text: String) { StandardStream.write(text, to: STDERR_FILENO) }
}

/// Standard output, for what a command reports.
package enum StandardOutput {
    /// Writes text as it is.
    package static func write(_ text: String) { StandardStream.write(text, to: STDOUT_FILENO) }
}

private enum StandardStream {
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                // Why: whoever shares the stream may have made it non-blocking, a shell's pipe too.
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&wanted, 1, -1)
                continue
            }
            // Why: nobody is left to tell when the standard streams are closed.
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
