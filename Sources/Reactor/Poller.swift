// Level-triggered epoll. One loop thread owns a poller; nothing here is shared.
import CLinux

/// What a descriptor is watched for, and what an event says.
package struct Readiness: OptionSet, Sendable {
    /// The EPOLL* bits.
    package let rawValue: UInt32
    /// Wraps EPOLL* bits.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// There is something to read, or a peer to accept.
    package static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    /// There is room to write.
    package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has finished writing; it may still be reading.
    package static let peerClosedWriting = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// The connection is gone in both directions.
    package static let hungUp = Readiness(rawValue: EPOLLHUP.rawValue)
    /// The socket has an error pending.
    package static let failed = Readiness(rawValue: EPOLLERR.rawValue)
}

/// An epoll instance and the buffer that its events arrive in.
@safe
package final class Poller {
    private let epoll: FileDescriptor
    private let calls: SystemCalls
    private let events: UnsafeMutablePointer<epoll_event>
    private let eventCapacity: Int32

    /// Opens the epoll instance, which reports at most `capacity` events in one wait; throws where
    /// descriptors have run out.
    package init(
        capacity: Int = 256, calls: SystemCalls = .kernel
    ) throws(SystemError) {
        precondition(capacity > 0, "a wait reports at least one event")
        epoll = FileDescriptor(
            owning: try SystemError.check("epoll_create1", clinux_epoll_create()))
        self.calls = calls
        eventCapacity = Int32(clamping: capacity)
        // Why not initialised: the kernel fills in what it reports, and the pages of a large
        // buffer that is never needed stay untouched.
        unsafe events = .allocate(capacity: capacity)
    }

    deinit { unsafe events.deallocate() }

    /// Begins to watch a descriptor; `data` comes back with its events.
    package func add(
        _ descriptor: Int32, for interest: Readiness, data: UInt64
    ) throws(SystemError) {
        let result = calls.control(
            calls.context, epoll.number, Int32(EPOLL_CTL_ADD), descriptor, interest.rawValue, data)
        _ = try SystemError.check("epoll_ctl add", result)
    }

    /// Changes what a descriptor is watched for.
    package func modify(
        _ descriptor: Int32, for interest: Readiness, data: UInt64
    ) throws(SystemError) {
        let result = calls.control(
            calls.context, epoll.number, Int32(EPOLL_CTL_MOD), descriptor, interest.rawValue, data)
        _ = try SystemError.check("epoll_ctl mod", result)
    }

    /// Ends the watch; a descriptor that was never watched is no error.
    package func remove(_ descriptor: Int32) {
        _ = calls.control(
            calls.context, epoll.number, Int32(EPOLL_CTL_DEL), descriptor, 0, 0)
    }

    /// Waits for events up to the timeout (`nil`: for ever) and returns their count; a signal that
    /// interrupts the wait counts as none.
    package func wait(timeout: Duration?) throws(SystemError) -> Int {
        let count = unsafe calls.wait(
            calls.context, epoll.number, events, eventCapacity, timeout?.pollMilliseconds ?? -1)
        // Why: neither is an event or a failure; the caller looks at its clock and waits again.
        if count == -EINTR || count == -EAGAIN { return 0 }
        return Int(try SystemError.check("epoll_wait", count))
    }

    /// The event at an index below the last wait's count.
    package func event(at index: Int) -> (readiness: Readiness, data: UInt64) {
        let address = unsafe events + index
        return unsafe (
            Readiness(rawValue: clinux_event_flags(address)), clinux_event_data(address)
        )
    }
}
