// One field line: name, colon, value (RFC 9112 section 5, RFC 9110 section 5.5).

/// Reads field lines of heads and trailers.
enum FieldRules {
    /// Splits a line, given without its line end, into name and value.
    static func parse(
        _ bytes: Span<UInt8>, _ line: Slice, isFirst: Bool
    ) throws(ParseError) -> FieldLine {
        let first = bytes[line.start]
        if first == ByteClass.space || first == ByteClass.tab {
            throw isFirst ? .whitespaceBeforeFields : .foldedField
        }
        var index = line.start
        var hasUnderscore = false
        while index < line.end, ByteClass.isToken(bytes[index]) {
            hasUnderscore = hasUnderscore || bytes[index] == 0x5F
            index += 1
        }
        let name = Slice(start: line.start, count: index - line.start)
        guard name.count > 0, index < line.end, bytes[index] == 0x3A else {
            throw .malformedFieldName
        }
        // Why: programs behind CGI read `Content_Length` as `Content-Length`; what two programs
        // read differently is how requests are smuggled.
        guard !hasUnderscore else { throw .underscoreInFieldName }
        let value = try parseValue(bytes, from: index + 1, to: line.end)
        return FieldLine(name: FieldName(bytes, name), nameSlice: name, value: value)
    }

    private static func parseValue(
        _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) throws(ParseError) -> Slice {
        var first = start
        var last = end
        while first < last, isBlank(bytes[first]) { first += 1 }
        while last > first, isBlank(bytes[last - 1]) { last -= 1 }
        var index = first
        while index < last {
            guard ByteClass.isFieldValue(bytes[index]) else { throw .invalidFieldValue }
            index += 1
        }
        return Slice(start: first, count: last - first)
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == ByteClass.space || byte == ByteClass.tab
    }
}
