// The OWS of RFC 9110 section 5.6.3 around a field value.
// Any thread; in place.

extension Span<UInt8> {
    /// The place of the bytes without the spaces and tabs at both ends.
    var rangeInsideOptionalWhitespace: Range<Int> {
        var lower = 0
        var upper = count
        while lower < upper, Self.isOptionalWhitespace(self[lower]) { lower += 1 }
        while lower < upper, Self.isOptionalWhitespace(self[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    private static func isOptionalWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
