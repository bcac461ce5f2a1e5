// The listening socket, bound before any thread starts, so that a taken port is known at once.
// Its options are inherited by every connection that it accepts.
import CLinux
package import Reactor

/// A bound and listening socket.
package final class Listener: Sendable {
    /// Connections that may wait to be accepted; the kernel lowers it to net.core.somaxconn.
    package static let backlog: Int32 = 4096
    /// Seconds of silence before the kernel asks whether the peer is still there.
    package static let keepAliveIdleSeconds: Int32 = 60
    /// Seconds between two such questions.
    package static let keepAliveIntervalSeconds: Int32 = 10
    /// Unanswered questions after which the connection is gone.
    package static let keepAliveCount: Int32 = 3
    /// Milliseconds that sent bytes may stay unacknowledged, or the window closed.
    package static let userTimeoutMilliseconds: UInt32 = 30_000

    private let socket: FileDescriptor
    /// The port it is bound to; the kernel's choice where 0 was asked for.
    package let port: UInt16

    /// Binds `[::]:port` for IPv6 and IPv4, or 0.0.0.0 where there is no IPv6; throws with the call
    /// and its errno, EADDRINUSE for a taken port.
    package init(
        port: UInt16, loopbackOnly: Bool = false, calls: SystemCalls = .kernel
    ) throws(SystemError) {
        let descriptor = try Self.bind(port, loopbackOnly: loopbackOnly, calls)
        socket = FileDescriptor(owning: descriptor)
        _ = try SystemError.check(
            "setsockopt",
            clinux_set_tcp_options(
                descriptor, Self.keepAliveIdleSeconds, Self.keepAliveIntervalSeconds,
                Self.keepAliveCount, Self.userTimeoutMilliseconds))
        _ = try SystemError.check("listen", clinux_start_listening(descriptor, Self.backlog))
        self.port = UInt16(
            truncatingIfNeeded: try SystemError.check("getsockname", clinux_local_port(descriptor)))
    }

    private static func bind(
        _ port: UInt16, loopbackOnly: Bool, _ calls: SystemCalls
    ) throws(SystemError) -> Int32 {
        if !loopbackOnly {
            let descriptor = calls.bind(calls.context, 1, port, 0)
            // Why: only a machine without IPv6 falls back; a taken port is a taken port.
            if descriptor != -EAFNOSUPPORT, descriptor != -EADDRNOTAVAIL {
                return try SystemError.check("bind", descriptor)
            }
        }
        return try SystemError.check(
            "bind", calls.bind(calls.context, 0, port, loopbackOnly ? 1 : 0))
    }

    /// The socket's number, for a poller and for accept.
    package var descriptor: Int32 { socket.number }

    /// No new connection is completed from here on.
    func shutdown() { _ = clinux_stop_listening(socket.number) }
}
