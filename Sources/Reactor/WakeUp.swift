// An eventfd: any thread signals, one thread waits. Signals that nobody has yet seen are one
// signal.
import CLinux

/// Wakes a thread that waits in poll or epoll.
package final class WakeUp: Sendable {
    private let eventDescriptor: FileDescriptor

    /// Opens the eventfd; throws where descriptors have run out.
    package init() throws(SystemError) {
        eventDescriptor = FileDescriptor(
            owning: try SystemError.check("eventfd", clinux_eventfd_create()))
    }

    /// The eventfd, for a poller; it is readable while a signal is pending.
    package var descriptor: Int32 { eventDescriptor.number }

    /// Makes the waiting thread go on; never blocks, callable from any thread.
    package func signal() {
        // Why: this write fails only with EAGAIN at 2^64-1 pending signals, still one signal.
        _ = clinux_eventfd_signal(descriptor)
    }

    /// Waits until signalled (true) or until the timeout (false); `nil` waits for ever.
    package func wait(timeout: Duration?) -> Bool {
        let ready = clinux_wait_readable(descriptor, timeout?.pollMilliseconds ?? -1)
        guard ready > 0 else { return false }
        drain()
        return true
    }

    /// Takes pending signals away without waiting.
    package func drain() {
        // Why: EAGAIN says that there was nothing to take.
        _ = clinux_eventfd_drain(descriptor)
    }
}
