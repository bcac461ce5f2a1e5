// Walks a Swift file once and sorts every byte into the code layer or the comment layer.
// Knows nested block comments, raw and multi-line strings, and interpolation inside them.
// It is no compiler: regex literals are not understood, and the house has none.

/// The scanner behind `SwiftSource`.
struct LayerScanner {
    private enum Mode {
        /// `parentheses` counts the open ones of an interpolation; `nil` at the file's own level.
        case code(parentheses: Int?)
        case string(hashes: Int, isMultiline: Bool)
    }

    private(set) var code: [UInt8] = []
    private(set) var comments: [UInt8] = []
    private(set) var literals: [SwiftSource.Literal] = []

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var modes: [Mode] = [.code(parentheses: nil)]
    private var openLiterals: [(line: Int, text: [UInt8])] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        code.reserveCapacity(bytes.count)
        comments.reserveCapacity(bytes.count)
    }

    mutating func run() {
        while index < bytes.count {
            switch modes[modes.count - 1] {
            case .code(let parentheses): stepCode(parentheses)
            case .string(let hashes, let isMultiline): stepString(hashes, isMultiline)
            }
        }
    }

    private mutating func stepCode(_ parentheses: Int?) {
        if starts(with: "//") {
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { takeComment() }
        } else if starts(with: "/*") {
            takeBlockComment()
        } else if let hashes = hashesBeforeQuote() {
            openString(hashes: hashes)
        } else {
            if let parentheses { countParentheses(parentheses) }
            takeCode()
        }
    }

    private mutating func countParentheses(_ open: Int) {
        if bytes[index] == UInt8(ascii: "(") {
            modes[modes.count - 1] = .code(parentheses: open + 1)
        } else if bytes[index] == UInt8(ascii: ")") {
            if open == 1 {
                modes.removeLast()
            } else {
                modes[modes.count - 1] = .code(parentheses: open - 1)
            }
        }
    }

    private mutating func stepString(_ hashes: Int, _ isMultiline: Bool) {
        let quote = isMultiline ? "\"\"\"" : "\""
        let guardMarks = String(repeating: "#", count: hashes)
        if starts(with: "\\" + guardMarks + "(") {
            for _ in 0..<(hashes + 2) { takeCode() }
            modes.append(.code(parentheses: 1))
        } else if starts(with: "\\" + guardMarks) {
            for _ in 0..<(hashes + 2) { takeLiteral() }
        } else if starts(with: quote + guardMarks) {
            for _ in 0..<(quote.utf8.count + hashes) { takeCode() }
            modes.removeLast()
            if let literal = openLiterals.popLast() {
                let text = String(decoding: literal.text, as: UTF8.self)
                literals.append(SwiftSource.Literal(line: literal.line, text: text))
            }
        } else {
            takeLiteral()
        }
    }

    private mutating func openString(hashes: Int) {
        openLiterals.append((line: line, text: []))
        for _ in 0..<hashes { takeCode() }
        let isMultiline = starts(with: "\"\"\"")
        for _ in 0..<(isMultiline ? 3 : 1) { takeCode() }
        modes.append(.string(hashes: hashes, isMultiline: isMultiline))
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                takeComment()
            } else if starts(with: "*/") {
                depth -= 1
                takeComment()
            }
            takeComment()
        } while depth > 0 && index < bytes.count
    }

    /// The number of `#` before a quote that opens a literal here, `nil` where none does.
    private func hashesBeforeQuote() -> Int? {
        var end = index
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
        return end - index
    }

    private func starts(with text: String) -> Bool {
        bytes[index...].starts(with: text.utf8)
    }

    private mutating func takeCode() { take(intoCode: true, intoComments: false) }
    private mutating func takeComment() { take(intoCode: false, intoComments: true) }

    private mutating func takeLiteral() {
        if index < bytes.count { openLiterals[openLiterals.count - 1].text.append(bytes[index]) }
        take(intoCode: false, intoComments: false)
    }

    private mutating func take(intoCode: Bool, intoComments: Bool) {
        guard index < bytes.count else { return }
        let byte = bytes[index]
        let isLineEnd = byte == UInt8(ascii: "\n")
        code.append(intoCode || isLineEnd ? byte : UInt8(ascii: " "))
        comments.append(intoComments || isLineEnd ? byte : UInt8(ascii: " "))
        if isLineEnd { line += 1 }
        index += 1
    }
}
