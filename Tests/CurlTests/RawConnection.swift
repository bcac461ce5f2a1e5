// One accepted connection of a `RawServer`.
import Glibc
import Locking

/// Reads requests and writes raw bytes; its script's thread only, but for `interrupt`.
final class RawConnection: Sendable {
    /// A request as it came.
    struct Request {
        var head: String
        var body: [UInt8]

        /// The first value of a field, by its lower-case name.
        func field(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, parts[0].lowercased() == name else { continue }
                return String(parts[1].drop { $0 == " " })
            }
            return nil
        }
    }

    private let descriptor: Locked<Int32?>
    private let number: Int32

    init(_ descriptor: Int32) {
        number = descriptor
        self.descriptor = Locked(descriptor)
    }

    /// The next request, `nil` once the peer has gone.
    func readRequest() -> Request? {
        var bytes: [UInt8] = []
        while true {
            if let head = Self.head(of: bytes) {
                let request = Request(head: head, body: [])
                let length = request.field("content-length").flatMap { Int($0) } ?? 0
                guard bytes.count < head.utf8.count + length else {
                    return Request(head: head, body: Array(bytes[head.utf8.count...]))
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe recv(number, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    /// Sends text; its peer may be gone already.
    func write(_ text: String) { write(Array(text.utf8)) }

    /// Sends bytes; its peer may be gone already.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { buffer in
                unsafe send(number, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// Sends a whole response that keeps the connection.
    func respond(_ status: String, headers: String = "", body: [UInt8] = []) {
        write(
            Array("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.count)\r\n\r\n".utf8)
                + body)
    }

    /// Waits until the peer closes its side.
    func awaitEnd() {
        var byte: UInt8 = 0
        while unsafe recv(number, &byte, 1, 0) > 0 {}
    }

    /// Closes with a reset instead of a farewell.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Closes once.
    func close() {
        descriptor.withLock { descriptor in
            if let open = descriptor { Glibc.close(open) }
            descriptor = nil
        }
    }

    /// Makes a blocked script go on; any thread.
    func interrupt() {
        descriptor.withLock { descriptor in
            if let open = descriptor { _ = shutdown(open, Int32(SHUT_RDWR)) }
        }
    }

    private static func head(of bytes: [UInt8]) -> String? {
        guard bytes.count >= 4 else { return nil }
        for end in 4...bytes.count where bytes[end - 4..<end].elementsEqual([13, 10, 13, 10]) {
            return String(decoding: bytes[..<end], as: UTF8.self)
        }
        return nil
    }
}
