// Numbers and strings of RFC 8259, sections 6 and 7.
// Used by `JSONReader` only.

extension JSONReader {
    /// A number; whole ones that fit 64 bits stay exact.
    mutating func number() throws(Fault) -> JSONValue {
        let start = position
        var isWhole = true
        if text[position] == 0x2D { position += 1 }
        let leadingZero = position < text.count && text[position] == 0x30
        guard case let count = skipDigits(), count > 0, !leadingZero || count == 1 else {
            throw Fault(reason: .malformedNumber, offset: start)
        }
        if position < text.count, text[position] == 0x2E {
            isWhole = false
            position += 1
            guard skipDigits() > 0 else { throw Fault(reason: .malformedNumber, offset: start) }
        }
        if position < text.count, text[position] | 0x20 == 0x65 {
            isWhole = false
            position += 1
            if position < text.count, text[position] == 0x2B || text[position] == 0x2D {
                position += 1
            }
            guard skipDigits() > 0 else { throw Fault(reason: .malformedNumber, offset: start) }
        }
        let digits = String(decoding: text[start..<position], as: UTF8.self)
        // Why: -0 has no integer; as a `Double` it keeps its sign.
        if isWhole, digits != "-0", let value = Int64(digits) { return .integer(value) }
        guard let value = Double(digits), value.isFinite else {
            throw Fault(reason: .numberOutOfRange, offset: start)
        }
        return .number(value)
    }

    /// A string, unescaped; the position is at its opening quote.
    mutating func string() throws(Fault) -> String {
        position += 1
        var content: [UInt8] = []
        while true {
            switch try peek() {
            case 0x22:
                position += 1
                return String(decoding: content, as: UTF8.self)
            case 0x5C: try appendEscape(to: &content)
            case ..<0x20: throw fault(.controlCharacter)
            case 0x80...:
                let sequence = UTF8Sequence(in: text.span, at: position)
                guard sequence.isValid else { throw fault(.invalidUTF8) }
                content.append(contentsOf: text[position..<position + sequence.length])
                position += sequence.length
            case let byte:
                content.append(byte)
                position += 1
            }
        }
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < text.count, (0x30...0x39).contains(text[position]) { position += 1 }
        return position - start
    }

    private mutating func appendEscape(to content: inout [UInt8]) throws(Fault) {
        let start = position
        position += 1
        let letter = try peek()
        position += 1
        switch letter {
        case 0x22, 0x5C, 0x2F: content.append(letter)
        case 0x62: content.append(0x08)
        case 0x66: content.append(0x0C)
        case 0x6E: content.append(0x0A)
        case 0x72: content.append(0x0D)
        case 0x74: content.append(0x09)
        case 0x75:
            let scalar = try unicodeEscape(from: start)
            content.append(contentsOf: String(Character(scalar)).utf8)
        default: throw Fault(reason: .malformedEscape, offset: start)
        }
    }

    /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair.
    private mutating func unicodeEscape(from start: Int) throws(Fault) -> Unicode.Scalar {
        let first = try fourDigits(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < text.count, text[position] == 0x5C,
            text[position + 1] == 0x75
        else { throw Fault(reason: .loneSurrogate, offset: start) }
        position += 2
        let second = try fourDigits(from: start)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw Fault(reason: .loneSurrogate, offset: start) }
        return scalar
    }

    private mutating func fourDigits(from start: Int) throws(Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let nibble = Hex.nibble(of: try peek(), allowsUppercase: true) else {
                throw Fault(reason: .malformedEscape, offset: start)
            }
            value = value << 4 | UInt32(nibble)
            position += 1
        }
        return value
    }
}
