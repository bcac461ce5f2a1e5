// The chunked transfer coding (RFC 9112 section 7.1) as a state machine over single bytes: it can
// be fed any cut of the input, and it never holds more than a count.

/// Takes a chunked body apart; trailers are checked and discarded.
package struct ChunkedDecoder: Sendable {
    /// Bytes of chunk extensions that one body may carry.
    package static let extensionLimit = 16384
    /// Bytes of trailer that one body may carry.
    package static let trailerLimit = 8192
    /// Field lines of trailer that one body may carry.
    package static let trailerFieldLimit = 32

    private enum State: Sendable {
        case size, sizeSpace, extensions, quoted, escaped, sizeLineFeed
        case data, dataReturn, dataLineFeed
        case trailerStart, trailer, trailerLineFeed, endLineFeed, done
    }

    private var state = State.size
    private var digits = 0
    private var remaining = 0
    private var total = 0
    private var extensionBytes = 0
    private var trailerLines = 0
    private var trailerBytes = 0
    private var line: [UInt8] = []
    private let limit: Int

    /// A decoder for one body of at most `limit` bytes.
    package init(limit: Int) { self.limit = limit }

    /// Whether the body and its trailer have been read to the end.
    package var isDone: Bool {
        if case .done = state { return true }
        return false
    }

    /// Reads from `input` at `cursor` as far as the body goes and moves the cursor; the data goes
    /// to `body` when it is given.
    package mutating func decode(
        _ input: Span<UInt8>, _ cursor: inout Int, into body: inout [UInt8], keeping: Bool
    ) throws(ParseError) {
        while cursor < input.count, !isDone {
            if case .data = state {
                let count = min(remaining, input.count - cursor)
                if keeping {
                    for index in cursor..<(cursor + count) { body.append(input[index]) }
                }
                cursor += count
                remaining -= count
                if remaining == 0 { state = .dataReturn }
            } else {
                try step(input[cursor])
                cursor += 1
            }
        }
    }

    private mutating func step(_ byte: UInt8) throws(ParseError) {
        switch state {
        case .size: try readSize(byte)
        case .sizeSpace, .extensions, .quoted, .escaped: try readExtension(byte)
        case .sizeLineFeed:
            try expect(byte, ByteClass.lineFeed)
            state = remaining == 0 ? .trailerStart : .data
        case .dataReturn:
            try expect(byte, ByteClass.carriageReturn)
            state = .dataLineFeed
        case .dataLineFeed:
            try expect(byte, ByteClass.lineFeed)
            state = .size
            digits = 0
        case .trailerStart, .trailer, .trailerLineFeed, .endLineFeed: try readTrailer(byte)
        case .data, .done: break
        }
    }

    private func expect(_ byte: UInt8, _ expected: UInt8) throws(ParseError) {
        guard byte == expected else { throw .malformedChunk }
    }

    private mutating func readSize(_ byte: UInt8) throws(ParseError) {
        if let digit = ByteClass.hexadecimal(byte) {
            digits += 1
            guard digits <= 15 else { throw .malformedChunk }
            remaining = remaining << 4 | Int(digit)
            return
        }
        guard digits > 0 else { throw .malformedChunk }
        switch byte {
        case ByteClass.carriageReturn: try endSize()
        case 0x3B: state = .extensions
        case ByteClass.space, ByteClass.tab: state = .sizeSpace
        default: throw .malformedChunk
        }
    }

    private mutating func endSize() throws(ParseError) {
        guard remaining <= limit - total else { throw .bodyTooLarge }
        total += remaining
        state = .sizeLineFeed
    }

    /// White space is allowed only around the marks of an extension, so a blank needs a `;` next.
    private mutating func readExtension(_ byte: UInt8) throws(ParseError) {
        extensionBytes += 1
        guard extensionBytes <= Self.extensionLimit else { throw .chunkExtensionsTooLarge }
        switch state {
        case .sizeSpace:
            if byte == 0x3B {
                state = .extensions
            } else if !FieldRules.isBlank(byte) {
                throw .malformedChunk
            }
        case .quoted:
            guard ByteClass.isFieldValue(byte) else { throw .malformedChunk }
            if byte == 0x22 { state = .extensions }
            if byte == 0x5C { state = .escaped }
        case .escaped:
            guard ByteClass.isFieldValue(byte) else { throw .malformedChunk }
            state = .quoted
        default:
            if byte == ByteClass.carriageReturn {
                try endSize()
            } else if byte == 0x22 {
                state = .quoted
            } else if !ByteClass.isToken(byte), byte != 0x3B, byte != 0x3D,
                !FieldRules.isBlank(byte)
            {
                throw .malformedChunk
            }
        }
    }

    private mutating func readTrailer(_ byte: UInt8) throws(ParseError) {
        trailerBytes += 1
        guard trailerBytes <= Self.trailerLimit else { throw .malformedTrailer }
        switch state {
        case .endLineFeed:
            guard byte == ByteClass.lineFeed else { throw .malformedTrailer }
            state = .done
        case .trailerLineFeed:
            guard byte == ByteClass.lineFeed else { throw .malformedTrailer }
            try checkTrailerLine()
            state = .trailerStart
        case .trailerStart where byte == ByteClass.carriageReturn: state = .endLineFeed
        default:
            if byte == ByteClass.carriageReturn {
                state = .trailerLineFeed
            } else {
                guard byte != ByteClass.lineFeed else { throw .malformedTrailer }
                line.append(byte)
                state = .trailer
            }
        }
    }

    private mutating func checkTrailerLine() throws(ParseError) {
        trailerLines += 1
        guard trailerLines <= Self.trailerFieldLimit else { throw .malformedTrailer }
        do throws(ParseError) {
            _ = try FieldRules.parse(
                line.span, Slice(start: 0, count: line.count), isFirst: true)
        } catch {
            throw .malformedTrailer
        }
        line.removeAll(keepingCapacity: true)
    }
}
