// The chunked transfer coding (RFC 9112 section 7.1) as a state machine over single bytes: it can
// be fed any cut of the input, and it never holds more than a count and one line of trailer.
import Wire

/// Takes a chunked body apart; trailers are checked and discarded.
package struct ChunkedDecoder: Sendable {
    /// Bytes of chunk extensions that one body may carry, from each `;` to the line's end.
    package static let extensionLimit = 16384
    /// Bytes of trailer that one body may carry, its line ends included.
    package static let trailerLimit = 8192
    /// Field lines of trailer that one body may carry.
    package static let trailerFieldLimit = 32
    /// Digits of a chunk's size, leading zeros included.
    package static let sizeDigitLimit = 16

    private enum State: Sendable {
        case size, extensions, sizeLineFeed
        case data, dataReturn, dataLineFeed
        case trailerStart, trailer, trailerLineFeed, endLineFeed, done
    }

    private var state = State.size
    private var digits = 0
    private var remaining = 0
    private var total = 0
    private var extensions = ChunkExtensions()
    private var extensionBytes = 0
    private var trailerLines = 0
    private var trailerBytes = 0
    private var line: [UInt8] = []
    private let limit: Int

    /// A decoder for one body of at most `limit` bytes.
    package init(limit: Int) { self.limit = limit }

    /// Whether the body and its trailer have been read to the end.
    package var isDone: Bool { state == .done }

    /// Reads from `input` at `cursor` as far as the body goes and moves the cursor; the data goes
    /// to `body` when it is given.
    package mutating func decode(
        _ input: Span<UInt8>, _ cursor: inout Int, into body: inout [UInt8], keeping: Bool
    ) throws(ParseError) {
        while cursor < input.count, state != .done {
            if state == .data {
                let count = min(remaining, input.count - cursor)
                if keeping { body.append(bytes: input.extracting(cursor..<(cursor + count))) }
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
        case .extensions: try readExtension(byte)
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
            guard digits <= Self.sizeDigitLimit, remaining <= Int.max >> 4 else {
                throw .malformedChunk
            }
            remaining = remaining << 4 | Int(digit)
            return
        }
        guard digits > 0 else { throw .malformedChunk }
        if byte == ByteClass.carriageReturn {
            try endSize()
        } else {
            extensions.reset()
            state = .extensions
            try readExtension(byte)
        }
    }

    private mutating func endSize() throws(ParseError) {
        guard remaining <= limit - total else { throw .bodyTooLarge }
        total += remaining
        state = .sizeLineFeed
    }

    private mutating func readExtension(_ byte: UInt8) throws(ParseError) {
        if try extensions.step(byte) {
            try endSize()
            return
        }
        extensionBytes += 1
        guard extensionBytes <= Self.extensionLimit else { throw .chunkExtensionsTooLarge }
    }

    private mutating func readTrailer(_ byte: UInt8) throws(ParseError) {
        trailerBytes += 1
        guard trailerBytes <= Self.trailerLimit else { throw .trailerTooLarge }
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
        guard trailerLines <= Self.trailerFieldLimit else { throw .trailerTooLarge }
        do throws(ParseError) {
            _ = try FieldRules.parse(
                line.span, Slice(start: 0, count: line.count), isFirst: true)
        } catch {
            throw .malformedTrailer
        }
        line.removeAll(keepingCapacity: true)
    }
}
