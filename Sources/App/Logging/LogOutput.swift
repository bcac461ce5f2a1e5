// The descriptor that lines go to. Runs on the log thread, the only one that a full pipe, a stopped
// terminal or a dead reader can hold up; never raises SIGPIPE there.
import Glibc
import Reactor

/// Writes bytes to a descriptor that it does not own, which may be blocking or not.
struct LogOutput {
    /// How an attempt to write ended.
    enum Result: Equatable {
        case written
        /// Gave up at this offset: `stop` said so, or the write failed with an errno.
        case stopped(at: Int)
        case failed(at: Int, code: Int32)
    }

    private let descriptor: Int32
    /// Why: a pipe that poll(2) calls writable takes PIPE_BUF bytes without blocking, and no more
    /// is promised; a regular file takes anything.
    private let stepBytes: Int

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        let isFile =
            unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        stepBytes = isFile ? 1 << 20 : 4096
    }

    /// Writes all bytes; waits for room as long as `remaining` says, which is asked before each
    /// wait (`nil`: for ever) and whose wait `interrupt`, a readable descriptor, cuts short.
    func write(
        _ bytes: [UInt8], interrupt: Int32, remaining: () -> Duration?
    ) -> Result {
        var offset = 0
        while offset < bytes.count {
            let timeout = remaining()
            guard timeout.map({ $0 > .zero }) ?? true else { return .stopped(at: offset) }
            guard waitForRoom(interrupt: timeout == nil ? interrupt : -1, timeout) else {
                continue
            }
            let end = min(bytes.count, offset + stepBytes)
            let count = unsafe bytes[offset..<end].withUnsafeBytes { part in
                unsafe Glibc.write(descriptor, part.baseAddress, part.count)
            }
            if count >= 0 {
                offset += count
                continue
            }
            let code = errno
            guard code == EINTR || code == EAGAIN else { return .failed(at: offset, code: code) }
        }
        return .written
    }

    /// Whether a write would go through, or fail at once, which the write then tells.
    private func waitForRoom(interrupt: Int32, _ timeout: Duration?) -> Bool {
        var entries = [
            pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&entries, nfds_t(entries.count), timeout?.pollMilliseconds ?? -1)
        return entries[0].revents != 0
    }
}
