// Looks for a byte eight at a time. The one place of this room that reads memory in words.

/// Scans bytes.
enum ByteScan {
    /// Whether the bytes begin with `count` bytes that stand elsewhere.
    static func begins(
        _ bytes: Span<UInt8>, with other: UnsafeRawPointer, count: Int
    ) -> Bool {
        unsafe bytes.withUnsafeBytes { memory in
            guard memory.count >= count else { return false }
            var index = 0
            while index &+ 8 <= count {
                let word = unsafe memory.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let wanted = unsafe other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard word == wanted else { return false }
                index &+= 8
            }
            while index < count {
                let wanted = unsafe other.loadUnaligned(fromByteOffset: index, as: UInt8.self)
                guard unsafe memory[index] == wanted else { return false }
                index &+= 1
            }
            return true
        }
    }

    /// The position of the first line feed at or behind `start`.
    static func firstLineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { memory in
            let ones: UInt64 = 0x0101_0101_0101_0101
            var index = start
            while index &+ 8 <= memory.count {
                let word = UInt64(
                    littleEndian: unsafe memory.loadUnaligned(
                        fromByteOffset: index, as: UInt64.self))
                // A byte that is a line feed becomes zero here, and zero is the only byte that
                // borrows without having its highest bit set.
                let matched = word ^ (ones &* 0x0A)
                let found = (matched &- ones) & ~matched & (ones &* 0x80)
                if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
                index &+= 8
            }
            while index < memory.count {
                if unsafe memory[index] == ByteClass.lineFeed { return index }
                index &+= 1
            }
            return nil
        }
    }

    /// Whether every byte of a range may stand in a field value (RFC 9110 section 5.5).
    static func areFieldValue(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        unsafe bytes.withUnsafeBytes { memory in
            precondition(start >= 0 && end <= memory.count, "a value lies within the bytes")
            let ones: UInt64 = 0x0101_0101_0101_0101
            var index = start
            while index &+ 8 <= end {
                let word = unsafe memory.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let isControl = (word &- ones &* 0x20) & ~word
                let delete = word ^ (ones &* 0x7F)
                let isDelete = (delete &- ones) & ~delete
                // Why: a word that looks suspicious, for a tab too, is judged byte by byte.
                if (isControl | isDelete) & (ones &* 0x80) != 0 { break }
                index &+= 8
            }
            while index < end {
                guard unsafe ByteClass.isFieldValue(memory[index]) else { return false }
                index &+= 1
            }
            return true
        }
    }

    /// Where the token ends that begins at `start`, at `end` at the latest, and whether it holds
    /// an underscore.
    static func endOfToken(
        _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) -> (end: Int, hasUnderscore: Bool) {
        unsafe bytes.withUnsafeBytes { memory in
            precondition(start >= 0 && end <= memory.count, "a token lies within the bytes")
            var index = start
            var hasUnderscore = false
            while index < end {
                let byte = unsafe memory[index]
                index &+= 1
                if (byte | 0x20) &- 0x61 < 26 { continue }
                guard ByteClass.isToken(byte) else { return (index &- 1, hasUnderscore) }
                hasUnderscore = hasUnderscore || byte == 0x5F
            }
            return (index, hasUnderscore)
        }
    }

    /// Where the digits and dots of an IPv4 address end; at `end` at the latest.
    static func endOfDigitsAndDots(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        unsafe bytes.withUnsafeBytes { memory in
            precondition(start >= 0 && end <= memory.count, "a number lies within the bytes")
            var index = start
            while index < end {
                let byte = unsafe memory[index]
                guard ByteClass.isDigit(byte) || byte == 0x2E else { break }
                index &+= 1
            }
            return index
        }
    }
}
