// The reader behind `Dotenv`: one pass over the bytes. After a mistake it goes on at the next line,
// so that one run shows them all.

struct DotenvParser {
    private(set) var entries: [Dotenv.Entry] = []
    private(set) var mistakes: [Dotenv.Mistake] = []

    private let bytes: [UInt8]
    private var position: Int
    private var line = 1
    private var lineStart: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lineStart = position
    }

    mutating func readFile() {
        while position < bytes.count {
            let start = (position, line, lineStart)
            do throws(Dotenv.Mistake) {
                try checkLine()
                try readLine()
            } catch {
                mistakes.append(error)
                // Why: an unclosed quote may have run far ahead; the mistake is of its first line.
                (position, line, lineStart) = start
                skipLine()
                if error.kind == .tooManyEntries { return }
            }
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func byte(after distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private func isLineEnd(at index: Int) -> Bool {
        guard index < bytes.count else { return true }
        if bytes[index] == UInt8(ascii: "\r") {
            return index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\n")
        }
        return bytes[index] == UInt8(ascii: "\n")
    }

    private func mistake(_ kind: Dotenv.MistakeKind, at index: Int? = nil) -> Dotenv.Mistake {
        let end = index ?? position
        let column = bytes[lineStart..<max(end, lineStart)].count { $0 & 0xC0 != 0x80 } + 1
        return Dotenv.Mistake(kind: kind, line: line, column: column)
    }

    private mutating func skipLine() {
        while let byte = current, byte != UInt8(ascii: "\n") { position += 1 }
        nextLine()
    }

    private mutating func nextLine() {
        if current == UInt8(ascii: "\r") { position += 1 }
        if current == UInt8(ascii: "\n") { position += 1 }
        line += 1
        lineStart = position
    }

    private mutating func skipBlanks() {
        while let byte = current, byte.isBlank { position += 1 }
    }

    /// Holds the line that begins here to UTF-8 without control characters.
    private func checkLine() throws(Dotenv.Mistake) {
        var end = position
        while !isLineEnd(at: end) {
            let byte = bytes[end]
            if byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F {
                throw mistake(.controlCharacter, at: end)
            }
            end += 1
        }
        if String(validating: bytes[position..<end], as: UTF8.self) == nil {
            throw mistake(.notUTF8)
        }
    }

    private mutating func readLine() throws(Dotenv.Mistake) {
        skipBlanks()
        if isLineEnd(at: position) { return nextLine() }
        if current == UInt8(ascii: "#") { return skipLine() }
        skipExport()
        let nameLine = line
        let name = try readName()
        try readEquals()
        let valueStart = position
        let value = try readValue()
        guard value.utf8.count <= Dotenv.maximumValueBytes else {
            throw mistake(.valueTooLong, at: nameLine == line ? valueStart : lineStart)
        }
        guard entries.count < Dotenv.maximumEntries else { throw mistake(.tooManyEntries) }
        entries.append(Dotenv.Entry(name: name, value: value, line: nameLine))
        nextLine()
    }

    private mutating func skipExport() {
        let word = Array("export".utf8)
        guard bytes[position...].starts(with: word), byte(after: word.count)?.isBlank == true else {
            return
        }
        position += word.count
        skipBlanks()
    }

    private mutating func readName() throws(Dotenv.Mistake) -> String {
        let start = position
        guard let first = current, first.isLetter || first == UInt8(ascii: "_") else {
            throw mistake(.expectedName)
        }
        while let byte = current, byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func readEquals() throws(Dotenv.Mistake) {
        let end = position
        skipBlanks()
        guard current == UInt8(ascii: "=") else {
            throw mistake(isLineEnd(at: position) ? .missingEquals : .expectedName, at: end)
        }
        guard position == end else { throw mistake(.spaceBeforeEquals, at: end) }
        position += 1
    }

    private mutating func readValue() throws(Dotenv.Mistake) -> String {
        let start = position
        skipBlanks()
        if isLineEnd(at: position) { return "" }
        if position > start {
            guard current == UInt8(ascii: "#") else {
                throw mistake(.spaceAfterEquals, at: start)
            }
            skipToLineEnd()
            return ""
        }
        switch current {
        case UInt8(ascii: "'"): return try readSingleQuoted()
        case UInt8(ascii: "\""): return try readDoubleQuoted()
        default: return try readUnquoted()
        }
    }

    private mutating func skipToLineEnd() {
        while !isLineEnd(at: position) { position += 1 }
    }
}

extension DotenvParser {
    private mutating func readUnquoted() throws(Dotenv.Mistake) -> String {
        let start = position
        var end = position
        while !isLineEnd(at: position), let byte = current {
            if byte == UInt8(ascii: "#"), bytes[position - 1].isBlank { break }
            if byte == UInt8(ascii: "`") { throw mistake(.backtick) }
            try refuseInterpolation()
            position += 1
            if !byte.isBlank { end = position }
        }
        skipToLineEnd()
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func readSingleQuoted() throws(Dotenv.Mistake) -> String {
        let open = position
        position += 1
        while current != UInt8(ascii: "'") {
            guard !isLineEnd(at: position) else { throw mistake(.unclosedSingleQuote, at: open) }
            position += 1
        }
        let value = String(decoding: bytes[(open + 1)..<position], as: UTF8.self)
        position += 1
        try expectOnlyComment()
        return value
    }

    private mutating func readDoubleQuoted() throws(Dotenv.Mistake) -> String {
        let unclosed = mistake(.unclosedDoubleQuote)
        var value: [UInt8] = []
        position += 1
        while current != UInt8(ascii: "\"") {
            guard let byte = current else { throw unclosed }
            if isLineEnd(at: position) {
                nextLine()
                guard position < bytes.count else { throw unclosed }
                try checkLine()
                value.append(UInt8(ascii: "\n"))
            } else if byte == UInt8(ascii: "\\") {
                value.append(try readEscape())
            } else {
                try refuseInterpolation()
                value.append(byte)
                position += 1
            }
        }
        position += 1
        try expectOnlyComment()
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func readEscape() throws(Dotenv.Mistake) -> UInt8 {
        let meaning: UInt8
        switch byte(after: 1) {
        case UInt8(ascii: "n"): meaning = 0x0A
        case UInt8(ascii: "r"): meaning = 0x0D
        case UInt8(ascii: "t"): meaning = 0x09
        case UInt8(ascii: "\\"): meaning = UInt8(ascii: "\\")
        case UInt8(ascii: "\""): meaning = UInt8(ascii: "\"")
        case UInt8(ascii: "$"): meaning = UInt8(ascii: "$")
        default: throw mistake(.unknownEscape)
        }
        position += 2
        return meaning
    }

    /// Refuses `$NAME`, `${NAME}` and `$$`, which some readers replace; steps over Railway's
    /// `${{…}}`, which stays as it is.
    private mutating func refuseInterpolation() throws(Dotenv.Mistake) {
        guard current == UInt8(ascii: "$"), let next = byte(after: 1) else { return }
        if next == UInt8(ascii: "{"), byte(after: 2) == UInt8(ascii: "{") { return }
        let starters: [UInt8] = [UInt8(ascii: "{"), UInt8(ascii: "$"), UInt8(ascii: "_")]
        if next.isLetter || starters.contains(next) {
            throw mistake(.interpolation)
        }
    }

    private mutating func expectOnlyComment() throws(Dotenv.Mistake) {
        let end = position
        skipBlanks()
        if isLineEnd(at: position) { return }
        guard position > end, current == UInt8(ascii: "#") else {
            throw mistake(.textAfterQuote)
        }
        skipToLineEnd()
    }
}
