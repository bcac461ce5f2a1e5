// The grammar of chunk extensions (RFC 9112 section 7.1.1) as a state machine over single bytes:
// names are tokens, values tokens or quoted strings, and bad white space stands only around `;`
// and `=`. What they say is ignored.

/// Checks the extensions of a chunk's size line.
struct ChunkExtensions: Sendable {
    private enum State: Sendable {
        case beforeMark, beforeName, name, afterName
        case beforeValue, value, quoted, escaped, afterQuote
    }

    private var state = State.beforeMark

    /// Begins anew behind the digits of a size.
    mutating func reset() { state = .beforeMark }

    /// Takes the next byte of the line; true where it is the carriage return that ends it.
    mutating func step(_ byte: UInt8) throws(ParseError) -> Bool {
        switch state {
        case .beforeMark: try expectMark(byte)
        case .beforeName: try begin(byte, .name)
        case .beforeValue:
            if byte == 0x22 { state = .quoted } else { try begin(byte, .value) }
        case .quoted: try readQuoted(byte)
        case .escaped:
            guard ByteClass.isFieldValue(byte) else { throw .malformedChunk }
            state = .quoted
        case .name where ByteClass.isToken(byte), .value where ByteClass.isToken(byte): break
        case .name, .value, .afterQuote, .afterName: return try endPart(byte)
        }
        return false
    }

    private mutating func expectMark(_ byte: UInt8) throws(ParseError) {
        if byte == 0x3B {
            state = .beforeName
        } else if !FieldRules.isBlank(byte) {
            throw .malformedChunk
        }
    }

    private mutating func begin(_ byte: UInt8, _ next: State) throws(ParseError) {
        if ByteClass.isToken(byte) {
            state = next
        } else if !FieldRules.isBlank(byte) {
            throw .malformedChunk
        }
    }

    private mutating func readQuoted(_ byte: UInt8) throws(ParseError) {
        guard ByteClass.isFieldValue(byte) else { throw .malformedChunk }
        if byte == 0x22 { state = .afterQuote }
        if byte == 0x5C { state = .escaped }
    }

    /// What may follow a name or a value: the next mark, white space before one, or the line's end.
    private mutating func endPart(_ byte: UInt8) throws(ParseError) -> Bool {
        let wasName = state == .name || state == .afterName
        switch byte {
        case 0x3B: state = .beforeName
        case 0x3D where wasName: state = .beforeValue
        case ByteClass.space, ByteClass.tab: state = wasName ? .afterName : .beforeMark
        case ByteClass.carriageReturn where state != .afterName: return true
        default: throw .malformedChunk
        }
        return false
    }
}
