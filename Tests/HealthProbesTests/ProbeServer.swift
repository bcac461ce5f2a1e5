// A provider made of raw bytes: every connection is sent the same text, and what it asked is kept.

import Glibc
import Locking
import Reactor

/// Listens on a free port of 127.0.0.1 until stopped; one connection at a time.
final class ProbeServer: Sendable {
    /// What to do with a connection once its request head has been read.
    enum Script: Sendable {
        case send(String)
        case hangUp
        case stall
    }

    let port: Int
    private let listener: Int32
    private let requests = Locked<[String]>([])
    private let peers = Locked<[Int32]>([])
    private let thread = Locked<ThreadHandle?>(nil)

    init(_ script: Script) throws {
        (listener, port) = try Self.listen()
        let thread = try ThreadHandle.start(name: "probe-server") { [self] in
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { return }
                serve(peer, script)
            }
        }
        self.thread.withLock { $0 = thread }
    }

    var url: String { "http://127.0.0.1:\(port)/v1/models" }

    /// The heads received so far.
    var received: [String] { requests.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for peer in peers.withLock({ $0 }) { shutdown(peer, Int32(SHUT_RDWR)) }
        thread.withLock { $0 }?.join()
        for peer in peers.withLock({ $0 }) { close(peer) }
        close(listener)
    }

    private func serve(_ peer: Int32, _ script: Script) {
        peers.withLock { $0.append(peer) }
        var head: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            let count = unsafe recv(peer, &chunk, chunk.count, 0)
            guard count > 0 else { return }
            head += chunk[..<count]
        }
        let text = String(decoding: head, as: UTF8.self)
        requests.withLock { $0.append(text) }
        switch script {
        case .send(let answer):
            let bytes = Array(answer.utf8)
            _ = unsafe send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            shutdown(peer, Int32(SHUT_RDWR))
        case .hangUp: shutdown(peer, Int32(SHUT_RDWR))
        case .stall: _ = unsafe recv(peer, &chunk, chunk.count, 0)
        }
    }

    private static func listen() throws(SystemError) -> (Int32, Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, length) == 0
                    && Glibc.listen(descriptor, 16) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isBound else { throw SystemError(call: "bind", code: errno) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
