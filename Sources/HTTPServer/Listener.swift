// The listening socket, bound before any thread starts, so that a taken port is known at once.
import CLinux
package import Reactor

/// A bound and listening socket.
package final class Listener: Sendable {
    /// Connections that may wait to be accepted; the kernel lowers it to net.core.somaxconn.
    package static let backlog: Int32 = 4096

    private let socket: FileDescriptor
    /// The port it is bound to; the kernel's choice where 0 was asked for.
    package let port: UInt16

    /// Binds `[::]:port` for IPv6 and IPv4, or 0.0.0.0 where there is no IPv6; throws with the call
    /// and its errno, EADDRINUSE for a taken port.
    package init(port: UInt16, loopbackOnly: Bool = false) throws(SystemError) {
        let descriptor = try SystemError.check(
            "bind", clinux_listen(port, Self.backlog, loopbackOnly ? 1 : 0))
        socket = FileDescriptor(owning: descriptor)
        self.port = UInt16(
            truncatingIfNeeded: try SystemError.check("getsockname", clinux_local_port(descriptor)))
    }

    var descriptor: Int32 { socket.number }

    func accept() -> Int32 { clinux_accept(socket.number) }

    /// No new connection is completed from here on.
    func shutdown() { _ = clinux_stop_listening(socket.number) }
}
