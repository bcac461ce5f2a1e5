// An HTTP receiver on loopback with real sockets: it can be away, answer, hang, or break off.
// One thread, one connection at a time, as the exporter sends one request at a time.
import Glibc
import Locking
import Reactor

/// Accepts exports on 127.0.0.1.
final class LoopbackReceiver: Sendable {
    /// What a request is met with.
    enum Behaviour: Sendable {
        case status(String)
        /// Reads the request and never answers.
        case hang
        /// Reads the request, sends half an answer and closes.
        case breakOff
    }

    /// One request as it came.
    struct Received: Sendable {
        var head: String
        var body: [UInt8]
    }

    private struct State {
        var behaviours: [Behaviour]
        var received: [Received] = []
        var connection: Int32 = -1
        var isStopped = false
    }

    let port: UInt16
    private let listener: Int32
    private let state: Locked<State>
    private let thread = Locked<ThreadHandle?>(nil)

    /// Listens on a port, 0 for any; answers 200 once the behaviours are used up.
    init(port: UInt16 = 0, _ behaviours: [Behaviour] = []) throws(SystemError) {
        state = Locked(State(behaviours: behaviours))
        listener = try SystemError.check(
            "socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var yes: Int32 = 1
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(listener, generic, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else { throw SystemError(call: "bind", code: errno) }
        self.port = UInt16(bigEndian: address.sin_port)
        let thread = try ThreadHandle.start(name: "receiver") { [self] in serve() }
        self.thread.withLock { $0 = thread }
    }

    /// The requests so far.
    var received: [Received] { state.withLock { $0.received } }

    /// Closes everything; the port refuses connections from now on.
    func stop() {
        let connection = state.withLock { state -> Int32 in
            state.isStopped = true
            return state.connection
        }
        shutdown(listener, Int32(SHUT_RDWR))
        if connection >= 0 { shutdown(connection, Int32(SHUT_RDWR)) }
        thread.withLock { $0 }?.join()
        close(listener)
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            let isStopped = state.withLock { state in
                state.connection = connection
                return state.isStopped
            }
            while !isStopped, let request = Self.read(connection) {
                let behaviour = state.withLock { state -> Behaviour in
                    state.received.append(request)
                    return state.behaviours.isEmpty
                        ? .status("200 OK") : state.behaviours.removeFirst()
                }
                guard Self.answer(connection, as: behaviour) else { break }
            }
            state.withLock { $0.connection = -1 }
            close(connection)
        }
    }

    /// Whether the connection is kept.
    private static func answer(_ connection: Int32, as behaviour: Behaviour) -> Bool {
        switch behaviour {
        case .status(let line):
            write(connection, "HTTP/1.1 \(line)\r\nContent-Length: 0\r\n\r\n")
            return true
        case .breakOff:
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            return false
        case .hang:
            var byte: UInt8 = 0
            while unsafe recv(connection, &byte, 1, 0) > 0 {}
            return false
        }
    }

    private static func write(_ connection: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes {
            unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    private static func read(_ connection: Int32) -> Received? {
        var bytes: [UInt8] = []
        var head = ""
        while true {
            if head.isEmpty, let end = endOfHead(in: bytes) {
                head = String(decoding: bytes[..<end], as: UTF8.self)
                bytes.removeSubrange(..<end)
            }
            if !head.isEmpty, bytes.count >= contentLength(in: head) {
                return Received(head: head, body: bytes)
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    private static func endOfHead(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (4...bytes.count).first { bytes[$0 - 4..<$0].elementsEqual([13, 10, 13, 10]) }
    }

    private static func contentLength(in head: String) -> Int {
        for line in head.lowercased().split(separator: "\r\n") {
            let parts = line.split(separator: ":")
            guard parts.first == "content-length", parts.count == 2 else { continue }
            return Int(parts[1].drop { $0 == " " }) ?? 0
        }
        return 0
    }
}
