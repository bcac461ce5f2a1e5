// gRPC's frame around a message: one byte that says whether it is compressed, four of length.
// Any thread; pure.
import Gzip

/// Puts messages into frames and takes them out.
enum RPCFrame {
    /// Flag and length.
    static let headBytes = 5

    /// A message with its frame.
    static func wrap(_ message: [UInt8], isCompressed: Bool) -> [UInt8] {
        precondition(message.count <= UInt32.max, "a gRPC message is shorter than 4 GiB")
        var frame: [UInt8] = []
        frame.reserveCapacity(headBytes + message.count)
        frame.append(isCompressed ? 1 : 0)
        for shift in [24, 16, 8, 0] {
            frame.append(UInt8(truncatingIfNeeded: message.count >> shift))
        }
        frame.append(contentsOf: message)
        return frame
    }

    /// Why a frame could not be read.
    enum Fault: Error, Equatable { case cutOff, tooLarge, corrupt }

    /// The first message of a reply, inflated up to a limit; empty where the reply has none.
    static func unwrap(_ body: [UInt8], maximumBytes: Int) throws(Fault) -> [UInt8] {
        guard !body.isEmpty else { return [] }
        guard body.count >= headBytes else { throw .cutOff }
        let length = body[1..<headBytes].reduce(0) { $0 << 8 | Int($1) }
        guard body.count - headBytes >= length else { throw .cutOff }
        let message = body[headBytes..<headBytes + length]
        guard body[0] == 1 else {
            guard body[0] == 0 else { throw .corrupt }
            return Array(message)
        }
        do throws(GzipError) {
            return try GzipFormat.inflate(
                body.span.extracting(message.startIndex..<message.endIndex),
                maximumBytes: maximumBytes)
        } catch {
            if case .tooLarge = error { throw .tooLarge }
            throw .corrupt
        }
    }
}
