// The request line that nearly every request has, read in one pass over its bytes: `GET`, a path of
// ordinary characters, HTTP/1.1. What is out of the ordinary is left to the general rules, which
// alone refuse; both come to the same head, and a test holds them to it.

/// Reads `GET /path HTTP/1.1` and its line end.
enum CommonRequestLine {
    /// "GET /" is no longer than this; the shortest line has 16 bytes with its line end.
    private static let shortest = 16

    /// Fills the head and returns the offset behind the line; nil where the line is another one or
    /// has not arrived. The line itself has at most `limit` bytes.
    static func read(_ bytes: Span<UInt8>, limit: Int, into head: inout RequestHead) -> Int? {
        unsafe bytes.withUnsafeBytes { memory in
            guard memory.count >= shortest else { return nil }
            let method = unsafe memory.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
            guard UInt32(littleEndian: method) == 0x2054_4547, unsafe memory[4] == 0x2F else {
                return nil
            }
            var index = 5
            while index < memory.count, unsafe isOrdinary(memory[index]) { index &+= 1 }
            guard index <= memory.count &- 11, index &+ 9 <= limit else { return nil }
            let version = unsafe memory.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let end = unsafe memory.loadUnaligned(fromByteOffset: index &+ 8, as: UInt16.self)
            // " HTTP/1." and then "1\r" and "\n".
            guard UInt64(littleEndian: version) == 0x2E31_2F50_5454_4820,
                UInt16(littleEndian: end) == 0x0D31, unsafe memory[index &+ 10] == 0x0A
            else { return nil }
            head.method = .get
            head.methodSlice = Slice(start: 0, count: 3)
            head.target = Slice(start: 4, count: index &- 4)
            head.path = head.target
            head.minorVersion = 1
            return index &+ 11
        }
    }

    /// Letters, digits, `/`, `-`, `.`, `_` and `~`: what needs no second look.
    @inline(__always)
    private static func isOrdinary(_ byte: UInt8) -> Bool {
        if (byte | 0x20) &- 0x61 < 26 { return true }
        // The slash stands between the dot and the digits.
        if byte &- 0x2D < 13 { return true }
        return byte == 0x5F || byte == 0x7E
    }
}
