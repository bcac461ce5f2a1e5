// Signals as something to wait for: blocked in every thread, read from a descriptor by main.
import CLinux
package import Reactor

/// SIGTERM and SIGINT, for the main thread.
package final class SignalSource {
    private let descriptor: FileDescriptor
    private let poller: Poller

    /// Blocks both signals in this thread and all that it starts later, so it comes first in main;
    /// a write to a closed socket becomes an error instead of SIGPIPE.
    package init() throws(SystemError) {
        clinux_ignore_sigpipe()
        let signals: [Int32] = [SIGTERM, SIGINT]
        _ = try SystemError.check(
            "pthread_sigmask", unsafe clinux_signals_block(signals, Int32(signals.count)))
        descriptor = FileDescriptor(
            owning: try SystemError.check(
                "signalfd", unsafe clinux_signalfd_create(signals, Int32(signals.count))))
        poller = try Poller()
        try poller.add(descriptor.number, for: .readable, data: 0)
    }

    /// Waits for a signal and returns its number.
    package func wait() -> Int32 {
        while true {
            let number = clinux_signalfd_read(descriptor.number)
            if number > 0 { return number }
            _ = clinux_wait_readable(descriptor.number, -1)
        }
    }

    /// Waits for a signal or for `other`; nil when `other` came first.
    package func wait(orUntil other: WakeUp) -> Int32? {
        while true {
            let number = clinux_signalfd_read(descriptor.number)
            if number > 0 { return number }
            if other.wait(timeout: .zero) { return nil }
            do throws(SystemError) {
                try poller.add(other.descriptor, for: .readable, data: 1)
                _ = try poller.wait(timeout: nil)
                poller.remove(other.descriptor)
            } catch {
                preconditionFailure("waiting for two descriptors fails only by mistake: \(error)")
            }
        }
    }
}
