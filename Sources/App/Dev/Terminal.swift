// Text for the person in front of `dev`: whole pieces, in the order they come.
// Any thread. May block on a slow terminal, so it is never handed to a thread that serves.
import Glibc

/// Standard output as a person's screen.
enum Terminal {
    /// Writes text in as few calls as the kernel needs; a closed output ends it silently, since
    /// then nobody reads.
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
