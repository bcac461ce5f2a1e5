// A blocking client of plain sockets: bytes out, bytes in, nothing interpreted.
import Glibc

/// One connection to 127.0.0.1.
final class RawClient {
    private let descriptor: Int32

    init(port: UInt16, receiveBuffer: Int32? = nil) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        }
        // Why: without it the second piece of a cut request waits for a delayed acknowledgement.
        var on: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(status == 0, "the test's server must be listening")
    }

    deinit { close(descriptor) }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(
                    descriptor, $0.baseAddress.unsafelyUnwrapped + sent, bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends the same bytes again and again until nothing was taken for a while; what was taken.
    func sendUntilItBlocks(_ bytes: [UInt8]) -> Int {
        var total = 0
        var idle = 0
        while idle < 20 {
            let sent = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(
                    descriptor, $0.baseAddress.unsafelyUnwrapped + total % bytes.count,
                    bytes.count - total % bytes.count,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if sent > 0 {
                total += sent
                idle = 0
            } else {
                idle += 1
                Pause.take(.milliseconds(10))
            }
        }
        return total
    }

    func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next bytes; empty at the end, nil on an error such as a reset.
    func receive(_ count: Int = 65_536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = unsafe recv(descriptor, &buffer, count, 0)
        return received < 0 ? nil : Array(buffer.prefix(received))
    }

    /// Everything up to the end; nil when the connection was reset before.
    func receiveAll() -> String? {
        var bytes: [UInt8] = []
        while let piece = receive() {
            if piece.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece
        }
        return nil
    }

    /// Reads until as many replies with a Content-Length (or none allowed) have come.
    func receiveReplies(_ count: Int, heads: Bool = false) -> [Reply] {
        var bytes: [UInt8] = []
        var replies: [Reply] = []
        while replies.count < count {
            if let (reply, length) = Reply.parse(bytes, hasBody: !heads) {
                replies.append(reply)
                bytes.removeFirst(length)
                continue
            }
            guard let piece = receive(), !piece.isEmpty else { break }
            bytes += piece
        }
        return replies
    }

    func exchange(_ request: String) -> Reply? {
        send(request)
        return receiveReplies(1).first
    }
}

/// A reply, taken apart by other code than the server's.
struct Reply {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: String

    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    static func parse(_ bytes: [UInt8], hasBody: Bool) -> (Reply, Int)? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        let headCount = text[..<end.upperBound].utf8.count
        let length = fields.first { $0.0 == "Content-Length" }.flatMap { Int($0.1) } ?? 0
        let bodyCount = hasBody ? length : 0
        guard bytes.count >= headCount + bodyCount else { return nil }
        let body = String(decoding: bytes[headCount..<(headCount + bodyCount)], as: UTF8.self)
        return (Reply(status: status, fields: fields, body: body), headCount + bodyCount)
    }
}

extension StringProtocol {
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].unicodeScalars.starts(with: text.unicodeScalars) {
                return index..<unicodeScalars.index(index, offsetBy: text.unicodeScalars.count)
            }
            index = unicodeScalars.index(after: index)
        }
        return nil
    }

    fileprivate func components(separatedBy text: String) -> [String] {
        var parts: [String] = []
        var rest = String(self)
        while let found = rest.range(of: text) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = String(rest[found.upperBound...])
        }
        return parts + [rest]
    }
}
