// The inside of a JSON string (RFC 8259 section 7): escapes, and repair of invalid UTF-8.
// Any thread. Copies clean runs whole; never allocates but in the caller's sink.

/// The characters of a JSON string, without its quotes.
package enum JSONText {
    /// Appends `text` with quotes, backslashes and control characters escaped, and every part that
    /// is not UTF-8 replaced by U+FFFD.
    package static func append(_ text: Span<UInt8>, to sink: inout [UInt8]) {
        var runStart = 0
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            if byte >= 0x20, byte < 0x80, byte != 0x22, byte != 0x5C {
                offset += 1
                continue
            }
            let sequence = UTF8Sequence(in: text, at: offset)
            if byte >= 0x80, sequence.isValid {
                offset += sequence.length
                continue
            }
            sink.append(bytes: text.extracting(runStart..<offset))
            if byte < 0x80 {
                appendEscape(of: byte, to: &sink)
            } else {
                sink.append("\u{FFFD}")
            }
            offset += sequence.length
            runStart = offset
        }
        sink.append(bytes: text.extracting(runStart..<text.count))
    }

    private static func appendEscape(of byte: UInt8, to sink: inout [UInt8]) {
        sink.append(0x5C)
        switch byte {
        case 0x22, 0x5C: sink.append(byte)
        case 0x08: sink.append(0x62)
        case 0x09: sink.append(0x74)
        case 0x0A: sink.append(0x6E)
        case 0x0C: sink.append(0x66)
        case 0x0D: sink.append(0x72)
        default:
            sink.append("u00")
            Hex.append(byte: byte, to: &sink)
        }
    }
}
