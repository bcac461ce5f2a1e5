// What a request's Accept-Encoding lets us send (RFC 9110 section 12.5.3).
// Pure; malformed members are as if they were not there.

/// Answers whether a reply may be compressed.
package enum AcceptEncoding {
    /// Whether the field value allows gzip: named, or by `*`, with a weight above zero.
    /// An absent field allows anything in theory; pass an empty value, which allows none.
    package static func allowsGzip(_ field: Span<UInt8>) -> Bool {
        var named: Bool?
        var wildcard = false
        var start = 0
        while start < field.count {
            var end = start
            while end < field.count, field[end] != UInt8(ascii: ",") { end += 1 }
            let member = start..<end
            start = end + 1
            let semicolon = member.first { field[$0] == UInt8(ascii: ";") } ?? end
            let coding = trimmed(member.lowerBound..<semicolon, of: field)
            let isWanted = isAboveZero(parameters: semicolon..<end, of: field)
            if equals(coding, "gzip", in: field) || equals(coding, "x-gzip", in: field) {
                named = (named ?? false) || isWanted
            } else if equals(coding, "*", in: field) {
                wildcard = isWanted
            }
        }
        return named ?? wildcard
    }

    /// Whether `;q=…` is absent or a weight of 0.001 to 1; anything malformed counts as zero.
    private static func isAboveZero(parameters: Range<Int>, of field: Span<UInt8>) -> Bool {
        guard !parameters.isEmpty else { return true }
        let weight = trimmed(parameters.lowerBound + 1..<parameters.upperBound, of: field)
        let start = weight.lowerBound
        guard (3...7).contains(weight.count), field[start] | 0x20 == UInt8(ascii: "q"),
            field[start + 1] == UInt8(ascii: "=")
        else { return false }
        if weight.count > 3, field[start + 3] != UInt8(ascii: ".") { return false }
        let isOne = field[start + 2] == UInt8(ascii: "1")
        guard isOne || field[start + 2] == UInt8(ascii: "0") else { return false }
        var hasFraction = false
        for index in weight.dropFirst(4) {
            guard (0x30...0x39).contains(field[index]) else { return false }
            if field[index] != UInt8(ascii: "0") { hasFraction = true }
        }
        return isOne ? !hasFraction : hasFraction
    }

    private static func trimmed(_ range: Range<Int>, of field: Span<UInt8>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, isSpace(field[low]) { low += 1 }
        while high > low, isSpace(field[high - 1]) { high -= 1 }
        return low..<high
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func equals(
        _ range: Range<Int>, _ word: String, in field: Span<UInt8>
    ) -> Bool {
        guard range.count == word.utf8.count else { return false }
        return zip(range, word.utf8).allSatisfy { field[$0] | 0x20 == $1 | 0x20 }
    }
}
