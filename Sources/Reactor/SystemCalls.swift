// The system calls of an event loop as a table of plain C function pointers, so that a test can
// make each of them fail or fall short. Immutable, callable from any thread; decision 0012 says
// why it is pointers and not closures or a protocol.
import CLinux

/// What an event loop asks the kernel for; every call returns a value >= 0 or `-errno`.
@safe
package struct SystemCalls: Sendable {
    /// Handed to each call first: how whoever replaced some of them finds their own state.
    package var context: UInt = 0

    /// epoll_wait: context, poller, room for events, how many fit, milliseconds (-1: for ever).
    package var wait:
        @convention(c) @Sendable (UInt, Int32, UnsafeMutableRawPointer, Int32, Int32) -> Int32
    /// epoll_ctl: context, poller, operation, descriptor, events, data.
    package var control:
        @convention(c) @Sendable (UInt, Int32, Int32, Int32, UInt32, UInt64) -> Int32
    /// accept4, non-blocking and closed on exec: context, listener.
    package var accept: @convention(c) @Sendable (UInt, Int32) -> Int32
    /// getpeername as text: context, descriptor, room for the text, its bytes; gives the port.
    package var peer:
        @convention(c) @Sendable (UInt, Int32, UnsafeMutablePointer<CChar>, Int32) -> Int32
    /// recv: context, descriptor, room, its bytes.
    package var receive: @convention(c) @Sendable (UInt, Int32, UnsafeMutableRawPointer, Int) -> Int
    /// send without SIGPIPE: context, descriptor, bytes, their count.
    package var send: @convention(c) @Sendable (UInt, Int32, UnsafeRawPointer, Int) -> Int
    /// shutdown of our writing side: context, descriptor.
    package var shutdownWrite: @convention(c) @Sendable (UInt, Int32) -> Int32
    /// setsockopt SO_LINGER 0, so that the next close resets: context, descriptor.
    package var resetOnClose: @convention(c) @Sendable (UInt, Int32) -> Int32
    /// close; Linux closes the descriptor even where it reports an error: context, descriptor.
    package var close: @convention(c) @Sendable (UInt, Int32) -> Int32
    /// Opens a descriptor that stands for nothing but itself: context.
    package var openSpare: @convention(c) @Sendable (UInt) -> Int32
    /// socket and bind: context, 1 for IPv6 that serves IPv4 too, port, 1 for loopback only.
    package var bind: @convention(c) @Sendable (UInt, Int32, UInt16, Int32) -> Int32

    /// The kernel's own calls.
    package static let kernel = unsafe SystemCalls(
        wait: { _, poller, events, capacity, timeout in
            unsafe clinux_epoll_wait(
                poller, events.assumingMemoryBound(to: epoll_event.self), capacity, timeout)
        },
        control: { _, poller, operation, descriptor, events, data in
            clinux_epoll_control(poller, operation, descriptor, events, data)
        },
        accept: { _, listener in clinux_accept(listener) },
        peer: { _, descriptor, text, capacity in unsafe clinux_peer(descriptor, text, capacity) },
        receive: { _, descriptor, bytes, count in
            unsafe clinux_receive(descriptor, bytes, count)
        },
        send: { _, descriptor, bytes, count in unsafe clinux_send(descriptor, bytes, count) },
        shutdownWrite: { _, descriptor in clinux_shutdown_write(descriptor) },
        resetOnClose: { _, descriptor in clinux_reset_on_close(descriptor) },
        close: { _, descriptor in clinux_close(descriptor) },
        openSpare: { _ in clinux_eventfd_create() },
        bind: { _, isDualStack, port, isLoopbackOnly in
            clinux_bind(isDualStack, port, isLoopbackOnly)
        })
}
