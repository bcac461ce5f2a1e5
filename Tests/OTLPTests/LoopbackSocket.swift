// The socket calls of the loopback receiver.
import Glibc
import Reactor

/// Plain sockets on 127.0.0.1.
enum LoopbackSocket {
    /// A listening socket, and its port.
    static func listen(
        port: UInt16, backlog: Int32 = 64
    ) throws(SystemError) -> (descriptor: Int32, port: UInt16) {
        let listener = try SystemError.check(
            "socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var yes: Int32 = 1
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(listener, generic, length) == 0
                    && Glibc.listen(listener, backlog) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else { throw SystemError(call: "bind", code: errno) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    /// Makes the next close a reset.
    static func resetOnClose(_ connection: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            connection, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    static func write(_ connection: Int32, _ text: String) { write(connection, Array(text.utf8)) }

    static func write(_ connection: Int32, _ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let rest = bytes[offset...]
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            offset += count
        }
    }

    /// One request; `nil` at the end of the connection, and where `head`, asked once the head has
    /// come, says to stop.
    static func read(_ connection: Int32, head stops: () -> Bool) -> LoopbackReceiver.Received? {
        var bytes: [UInt8] = []
        var head = ""
        var length = 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if head.isEmpty, let end = endOfHead(in: bytes) {
                head = String(decoding: bytes[..<end], as: UTF8.self)
                bytes.removeSubrange(..<end)
                length = contentLength(in: head)
                if stops() { return nil }
            }
            if !head.isEmpty, bytes.count >= length {
                return LoopbackReceiver.Received(head: head, body: bytes)
            }
            let count = unsafe recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    /// Reads until the word has come, or the peer has finished; `bytes` came before.
    static func readOn(_ connection: Int32, behind bytes: [UInt8], to word: [UInt8]) {
        var bytes = bytes
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while !bytes.indices.contains(where: { bytes[$0...].starts(with: word) }) {
            let count = unsafe recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return }
            bytes += chunk[..<count]
        }
    }

    /// Reads whatever comes until the peer has finished.
    static func readToTheEnd(_ connection: Int32) {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while unsafe recv(connection, &chunk, chunk.count, 0) > 0 {}
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
