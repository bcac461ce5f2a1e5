// Strict JSON (RFC 8259), with `//` and `/* */` comments where a person writes the file.
// Any thread. Bounded in bytes and depth, so that no input can exhaust stack or memory; a repeated
// key is an error, since two readers of such a text may disagree.

/// Reads JSON texts under limits.
package struct JSONParser: Sendable {
    /// The bounds of every text.
    package var limits: JSONLimits
    /// Whether `//` and `/* */` count as white space.
    package var allowsComments: Bool

    /// Makes a parser; it keeps no state between texts.
    package init(limits: JSONLimits = JSONLimits(), allowsComments: Bool = false) {
        self.limits = limits
        self.allowsComments = allowsComments
    }

    /// The one value of a text, or the first thing that is wrong with it.
    package func parse(_ text: [UInt8]) throws(JSONError) -> JSONValue {
        guard text.count <= limits.maximumBytes else {
            throw JSONError(reason: .tooLarge(limit: limits.maximumBytes), line: 1, column: 1)
        }
        var reader = JSONReader(
            text: text, maximumDepth: limits.maximumDepth, allowsComments: allowsComments)
        do throws(JSONReader.Fault) {
            return try reader.document()
        } catch {
            let (line, column) = Self.place(of: error.offset, in: text)
            throw JSONError(reason: error.reason, line: line, column: column)
        }
    }

    /// The line and column, from 1, of a byte offset.
    private static func place(of offset: Int, in text: [UInt8]) -> (Int, Int) {
        var line = 1
        var column = 1
        for byte in text[..<min(offset, text.count)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
