// Why a text is not the JSON that was asked for, and where.
// Any thread. Never carries the text itself, which may hold secrets; a repeated key is named.

/// A refusal of `JSONParser`, with the place that a text editor shows.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Equatable, Sendable {
        /// The text ends inside a value.
        case unexpectedEnd
        /// A byte that cannot stand there.
        case unexpectedByte(UInt8)
        /// Something follows the one value.
        case trailingBytes
        /// A number that RFC 8259 does not allow: `01`, `1.`, `+1`, `.5`.
        case malformedNumber
        /// A number beyond what a `Double` holds.
        case numberOutOfRange
        /// A backslash before something that is no escape.
        case malformedEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// A raw control character inside a string.
        case controlCharacter
        /// Bytes that are not UTF-8 inside a string.
        case invalidUTF8
        /// A key that its object has already.
        case duplicateKey(String)
        /// A comment that is never closed.
        case unclosedComment
        /// Arrays and objects nested deeper than the limit.
        case tooDeep(limit: Int)
        /// A text longer than the limit in bytes.
        case tooLarge(limit: Int)
    }

    /// What is wrong.
    package var reason: Reason
    /// The line, from 1.
    package var line: Int
    /// The column in Unicode scalars, from 1.
    package var column: Int

    /// Makes an error.
    package init(reason: Reason, line: Int, column: Int) {
        self.reason = reason
        self.line = line
        self.column = column
    }

    /// A sentence for people: `line 3, column 7: the key "name" appears twice`.
    package var description: String { "line \(line), column \(column): \(sentence)" }

    private var sentence: String {
        switch reason {
        case .unexpectedEnd: "the text ends too early"
        case .unexpectedByte(let byte): "\(Self.name(of: byte)) cannot stand here"
        case .trailingBytes: "something follows the end of the value"
        case .malformedNumber: "this is not a JSON number"
        case .numberOutOfRange: "this number is too large"
        case .malformedEscape: "this escape is unknown"
        case .loneSurrogate: "this \\u escape is half of a surrogate pair"
        case .controlCharacter: "a control character must be escaped"
        case .invalidUTF8: "these bytes are not UTF-8"
        case .duplicateKey(let key): "the key \"\(key)\" appears twice"
        case .unclosedComment: "this comment is never closed"
        case .tooDeep(let limit): "more than \(limit) levels of nesting"
        case .tooLarge(let limit): "the text is longer than \(limit) bytes"
        }
    }

    private static func name(of byte: UInt8) -> String {
        guard (0x21...0x7E).contains(byte) else { return "byte \(byte)" }
        return "'\(Character(Unicode.Scalar(byte)))'"
    }
}
