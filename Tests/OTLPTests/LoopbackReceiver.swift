// An HTTP receiver on loopback with real sockets: it can be away, answer anything, hang, break off.
// One thread a connection, since an exporter sends several requests at once.
import Glibc
import Locking
import Reactor

/// Accepts exports on 127.0.0.1.
final class LoopbackReceiver: Sendable {
    /// What a request is met with.
    enum Behaviour: Sendable {
        case status(String)
        /// A status line, header lines and a body.
        case answer(String, headers: [String] = [], body: [UInt8])
        /// Reads the request and never answers.
        case hang
        /// Reads the request, sends half an answer and closes.
        case breakOff
        /// Reads the request and closes without a word.
        case close
        /// Reads the head of the request and resets the connection while the body is on its way.
        case reset
        /// Sends bytes that are no HTTP.
        case noise([UInt8])
        /// Reads until a word has come, sends bytes, and reads until the peer ends.
        case speak([UInt8], after: String)
    }

    /// One request as it came.
    struct Received: Sendable {
        var head: String
        var body: [UInt8]
    }

    private struct State {
        var behaviours: [Behaviour]
        var received: [Received] = []
        var connections: Set<Int32> = []
        var threads: [ThreadHandle] = []
        var isStopped = false
    }

    let port: UInt16
    private let listener: Int32
    private let state: Locked<State>
    private let acceptor = Locked<ThreadHandle?>(nil)

    /// Listens on a port, 0 for any; answers 200 once the behaviours are used up.
    init(port: UInt16 = 0, _ behaviours: [Behaviour] = []) throws(SystemError) {
        state = Locked(State(behaviours: behaviours))
        (listener, self.port) = try LoopbackSocket.listen(port: port)
        let thread = try ThreadHandle.start(name: "receiver") { [self] in acceptAll() }
        acceptor.withLock { $0 = thread }
    }

    /// The requests so far.
    var received: [Received] { state.withLock { $0.received } }

    /// How the next requests are met.
    func behave(_ behaviours: [Behaviour]) { state.withLock { $0.behaviours = behaviours } }

    /// Closes everything; the port refuses connections from now on.
    func stop() {
        let connections = state.withLock { state in
            state.isStopped = true
            return state.connections
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
        acceptor.withLock { $0 }?.join()
        for thread in state.withLock({ $0.threads }) { thread.join() }
        Glibc.close(listener)
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            let isStopped = state.withLock { state in
                state.connections.insert(connection)
                return state.isStopped
            }
            guard !isStopped,
                let thread = try? ThreadHandle.start(
                    name: "receiving", { [self] in serve(connection) })
            else {
                Glibc.close(connection)
                continue
            }
            state.withLock { $0.threads.append(thread) }
        }
    }

    private func serve(_ connection: Int32) {
        while let request = LoopbackSocket.read(connection, head: { self.isReset(connection) }) {
            let behaviour = state.withLock { state -> Behaviour in
                state.received.append(request)
                return state.behaviours.isEmpty ? .status("200 OK") : state.behaviours.removeFirst()
            }
            guard Self.answer(request, on: connection, as: behaviour) else { break }
        }
        state.withLock { _ = $0.connections.remove(connection) }
        Glibc.close(connection)
    }

    /// Whether the request whose head has come is to be reset, which is done then.
    private func isReset(_ connection: Int32) -> Bool {
        let resets = state.withLock { state -> Bool in
            guard case .reset? = state.behaviours.first else { return false }
            state.behaviours.removeFirst()
            return true
        }
        if resets { LoopbackSocket.resetOnClose(connection) }
        return resets
    }

    /// Whether the connection is kept.
    private static func answer(
        _ request: Received, on connection: Int32, as behaviour: Behaviour
    ) -> Bool {
        switch behaviour {
        case .status(let line):
            LoopbackSocket.write(connection, "HTTP/1.1 \(line)\r\nContent-Length: 0\r\n\r\n")
            return true
        case .answer(let line, let headers, let body):
            let fields = headers.map { $0 + "\r\n" }.joined()
            LoopbackSocket.write(
                connection,
                "HTTP/1.1 \(line)\r\n\(fields)Content-Length: \(body.count)\r\n\r\n")
            LoopbackSocket.write(connection, body)
            return true
        case .breakOff:
            LoopbackSocket.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            return false
        case .hang:
            LoopbackSocket.readToTheEnd(connection)
            return false
        case .speak(let bytes, let word):
            LoopbackSocket.readOn(connection, behind: request.body, to: Array(word.utf8))
            LoopbackSocket.write(connection, bytes)
            LoopbackSocket.readToTheEnd(connection)
            return false
        case .noise(let bytes):
            LoopbackSocket.write(connection, bytes)
            return false
        case .close, .reset: return false
        }
    }
}
