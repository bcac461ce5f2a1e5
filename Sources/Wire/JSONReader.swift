// One pass over one JSON text: the grammar of RFC 8259 as a recursive descent.
// Used by `JSONParser` only. Recursion is bounded by the depth limit.

/// The state of one pass.
struct JSONReader {
    /// A refusal at a byte offset; `JSONParser` turns it into line and column.
    struct Fault: Error {
        var reason: JSONError.Reason
        var offset: Int
    }

    let text: [UInt8]
    let maximumDepth: Int
    let allowsComments: Bool
    var position = 0
    var depth = 0

    init(text: [UInt8], maximumDepth: Int, allowsComments: Bool) {
        self.text = text
        self.maximumDepth = maximumDepth
        self.allowsComments = allowsComments
    }

    /// The one value of the text and nothing behind it.
    mutating func document() throws(Fault) -> JSONValue {
        let result = try value()
        try skipSpace()
        guard position == text.count else { throw fault(.trailingBytes) }
        return result
    }

    private mutating func value() throws(Fault) -> JSONValue {
        try skipSpace()
        switch try peek() {
        case 0x7B: return try object()
        case 0x5B: return try array()
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .boolean(true))
        case 0x66: return try word("false", .boolean(false))
        case 0x6E: return try word("null", .null)
        case 0x2D, 0x30...0x39: return try number()
        default: throw unexpected()
        }
    }

    private mutating func object() throws(Fault) -> JSONValue {
        try descend()
        var members: [JSONMember] = []
        var keys: Set<String> = []
        try skipSpace()
        while try peek() != 0x7D {
            if !members.isEmpty {
                try expect(0x2C)
                try skipSpace()
            }
            let keyOffset = position
            guard try peek() == 0x22 else { throw unexpected() }
            let key = try string()
            guard keys.insert(key).inserted else {
                throw Fault(reason: .duplicateKey(key), offset: keyOffset)
            }
            try skipSpace()
            try expect(0x3A)
            members.append(JSONMember(key: key, value: try value()))
            try skipSpace()
        }
        ascend()
        return .object(members)
    }

    private mutating func array() throws(Fault) -> JSONValue {
        try descend()
        var elements: [JSONValue] = []
        try skipSpace()
        while try peek() != 0x5D {
            if !elements.isEmpty { try expect(0x2C) }
            elements.append(try value())
            try skipSpace()
        }
        ascend()
        return .array(elements)
    }

    private mutating func word(_ letters: String, _ value: JSONValue) throws(Fault) -> JSONValue {
        for letter in letters.utf8 { try expect(letter) }
        return value
    }

    private mutating func descend() throws(Fault) {
        guard depth < maximumDepth else { throw fault(.tooDeep(limit: maximumDepth)) }
        depth += 1
        position += 1
    }

    private mutating func ascend() {
        depth -= 1
        position += 1
    }

    /// Moves behind white space and, where they are allowed, comments.
    private mutating func skipSpace() throws(Fault) {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case 0x2F where allowsComments: try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(Fault) {
        let start = position
        position += 1
        switch try peek() {
        case 0x2F:
            while position < text.count, text[position] != 0x0A { position += 1 }
        case 0x2A:
            position += 1
            while position + 1 < text.count {
                if text[position] == 0x2A, text[position + 1] == 0x2F {
                    position += 2
                    return
                }
                position += 1
            }
            throw Fault(reason: .unclosedComment, offset: start)
        default:
            throw Fault(reason: .unexpectedByte(0x2F), offset: start)
        }
    }

    /// The byte at the position, which stays.
    func peek() throws(Fault) -> UInt8 {
        guard position < text.count else { throw fault(.unexpectedEnd) }
        return text[position]
    }

    /// Moves behind one byte, which must be there.
    mutating func expect(_ byte: UInt8) throws(Fault) {
        guard try peek() == byte else { throw unexpected() }
        position += 1
    }

    func fault(_ reason: JSONError.Reason) -> Fault {
        Fault(reason: reason, offset: position)
    }

    private func unexpected() -> Fault {
        position < text.count ? fault(.unexpectedByte(text[position])) : fault(.unexpectedEnd)
    }
}
