// A server of raw bytes: each connection runs a script on a thread of its own, so that a test says
// exactly what is sent and when the connection breaks.
import Glibc
import Locking
import Reactor

/// Listens on a free port of 127.0.0.1 until stopped.
final class RawServer: Sendable {
    private struct State {
        var connections: [RawConnection] = []
        var threads: [ThreadHandle] = []
        var isStopped = false
    }

    let port: Int
    private let listener: Int32
    private let state = Locked(State())
    private let acceptor = Locked<ThreadHandle?>(nil)

    /// Starts to serve every connection with `script`, which returns to close it.
    init(_ script: @escaping @Sendable (RawConnection) -> Void) throws(SystemError) {
        (listener, port) = try Self.listen(backlog: 128)
        let thread = try ThreadHandle.start(name: "raw-server") { [self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                let connection = RawConnection(descriptor)
                let isStopped = state.withLock { state in
                    state.connections.append(connection)
                    return state.isStopped
                }
                guard !isStopped,
                    let thread = try? ThreadHandle.start(
                        name: "raw-peer",
                        {
                            script(connection)
                            connection.close()
                        })
                else { return connection.close() }
                state.withLock { $0.threads.append(thread) }
            }
        }
        acceptor.withLock { $0 = thread }
    }

    /// The base URL.
    var url: String { "http://127.0.0.1:\(port)" }

    /// How many connections were accepted so far.
    var connectionCount: Int { state.withLock { $0.connections.count } }

    /// Breaks every connection and waits for every script.
    func stop() {
        let connections = state.withLock { state in
            state.isStopped = true
            return state.connections
        }
        shutdown(listener, Int32(SHUT_RDWR))
        acceptor.withLock { $0 }?.join()
        Glibc.close(listener)
        for connection in connections + state.withLock({ $0.connections }) {
            connection.interrupt()
        }
        for thread in state.withLock({ $0.threads }) { thread.join() }
    }

    /// A listening socket and its port.
    static func listen(backlog: Int32) throws(SystemError) -> (Int32, Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, length) == 0
                    && Glibc.listen(descriptor, backlog) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard status else { throw SystemError(call: "bind", code: errno) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
