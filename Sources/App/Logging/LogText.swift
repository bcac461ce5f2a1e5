// Text into a line: nothing that a caller or a client sends can end the line, colour the terminal
// or grow without bound. Pure.
import Wire

enum LogText {
    /// Where the text goes: inside the quotes of a JSON string, or onto a terminal.
    enum Style {
        case json, plain
    }

    /// Ends what was cut.
    static let mark: StaticString = "…"

    /// Appends at most `limit` bytes: control characters escaped, ANSI sequences left out, invalid
    /// UTF-8 replaced; what is longer is cut at a character and ends in the mark.
    static func append(
        _ text: Span<UInt8>, style: Style, limit: Int, to sink: inout [UInt8]
    ) {
        let start = sink.count
        var lastFitting = start
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            if byte &- 0x20 < 0x5F, style == .plain || (byte != 0x22 && byte != 0x5C) {
                sink.append(byte)
                offset += 1
            } else if let length = escapeSequence(in: text, at: offset) {
                offset += length
            } else {
                offset += appendUnusual(text, at: offset, to: &sink)
            }
            if sink.count - start <= limit - mark.utf8CodeUnitCount {
                lastFitting = sink.count
            } else if sink.count - start > limit {
                sink.removeSubrange(lastFitting...)
                sink.append(mark)
                return
            }
        }
    }

    /// Appends a string, as above.
    static func append(_ text: String, style: Style, limit: Int, to sink: inout [UInt8]) {
        append(text.utf8.span, style: style, limit: limit, to: &sink)
    }

    /// Appends text from a request line so that it is safe in JSON, on a terminal and for the
    /// pattern `trace_id=(\w+)`, which a path must not imitate: anything but visible ASCII, and
    /// quote, backslash and equals sign, is percent-encoded.
    static func appendVisible(_ text: Span<UInt8>, limit: Int, to sink: inout [UInt8]) {
        let start = sink.count
        var lastFitting = start
        for index in text.indices {
            let byte = text[index]
            if byte &- 0x21 < 0x5E, byte != 0x22, byte != 0x5C, byte != UInt8(ascii: "=") {
                sink.append(byte)
            } else {
                PercentCoding.append(byte, to: &sink)
            }
            if sink.count - start <= limit - mark.utf8CodeUnitCount {
                lastFitting = sink.count
            } else if sink.count - start > limit {
                sink.removeSubrange(lastFitting...)
                sink.append(mark)
                return
            }
        }
    }

    /// Appends one character that needs care and returns how many bytes it took.
    private static func appendUnusual(
        _ text: Span<UInt8>, at offset: Int, to sink: inout [UInt8]
    ) -> Int {
        let byte = text[offset]
        guard byte >= 0x7F else {
            JSONText.append(text.extracting(offset..<offset + 1), to: &sink)
            return 1
        }
        if byte == 0x7F {
            sink.append("\\u007f")
            return 1
        }
        let sequence = UTF8Sequence(in: text, at: offset)
        if !sequence.isValid {
            sink.append("\u{FFFD}")
        } else if byte == 0xC2, text[offset + 1] < 0xA0 {
            // Why: U+0080 to U+009F are controls too, and some terminals obey them.
            sink.append("\\u00")
            Hex.append(byte: text[offset + 1], to: &sink)
        } else {
            sink.append(bytes: text.extracting(offset..<offset + sequence.length))
        }
        return sequence.length
    }

    /// The length of the ANSI escape sequence (ECMA-48) at `offset`, if one begins there. One that
    /// never ends takes only its introducer, so that nothing can hide the rest of a message.
    private static func escapeSequence(in text: Span<UInt8>, at offset: Int) -> Int? {
        let isEscape = text[offset] == 0x1B
        let isControl =
            text[offset] == 0xC2 && offset + 1 < text.count && text[offset + 1] == 0x9B
        guard isEscape || isControl else { return nil }
        guard isEscape else { return 2 + controlSequence(in: text, from: offset + 2) }
        guard offset + 1 < text.count else { return 1 }
        switch text[offset + 1] {
        case UInt8(ascii: "["): return 2 + controlSequence(in: text, from: offset + 2)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
            UInt8(ascii: "_"):
            return 2 + controlString(in: text, from: offset + 2)
        case 0x20...0x7E: return 2
        default: return 1
        }
    }

    /// Parameters, intermediates and the final byte of a control sequence.
    private static func controlSequence(in text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, (0x20...0x3F).contains(text[end]) { end += 1 }
        guard end < text.count, (0x40...0x7E).contains(text[end]) else { return 0 }
        return end + 1 - start
    }

    /// Everything up to BEL or ESC `\`, both included.
    private static func controlString(in text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count {
            if text[end] == 0x07 { return end + 1 - start }
            if text[end] == 0x1B, end + 1 < text.count, text[end + 1] == 0x5C {
                return end + 2 - start
            }
            end += 1
        }
        return 0
    }
}
