// The text of an IPv6 address as RFC 3986 section 3.2.2 has it between brackets: at most eight
// groups of one to four hexadecimal digits, one `::`, an IPv4 address as the last two groups.

/// Recognises IPv6 addresses.
enum IPv6Text {
    /// Whether the slice is such an address, without a zone.
    static func isAddress(_ bytes: Span<UInt8>, _ slice: Slice) -> Bool {
        var groups = 0
        var isShortened = false
        var index = slice.start
        if slice.count >= 2, bytes[index] == colon, bytes[index + 1] == colon {
            isShortened = true
            index += 2
        }
        while index < slice.end {
            let start = index
            while index < slice.end, ByteClass.hexadecimal(bytes[index]) != nil { index += 1 }
            if index < slice.end, bytes[index] == 0x2E {
                let rest = Slice(start: start, count: slice.end - start)
                guard isIPv4(bytes, rest) else { return false }
                return isShortened ? groups + 2 < 8 : groups + 2 == 8
            }
            guard (1...4).contains(index - start) else { return false }
            groups += 1
            guard index < slice.end else { break }
            guard bytes[index] == colon, index + 1 < slice.end else { return false }
            index += 1
            if bytes[index] == colon {
                guard !isShortened else { return false }
                isShortened = true
                index += 1
            }
        }
        return isShortened ? groups < 8 : groups == 8
    }

    private static let colon: UInt8 = 0x3A

    /// Whether the slice is four decimal numbers up to 255 with dots between them.
    static func isIPv4(_ bytes: Span<UInt8>, _ slice: Slice) -> Bool {
        var parts = 0
        var index = slice.start
        while index < slice.end {
            let start = index
            var value = 0
            while index < slice.end, ByteClass.isDigit(bytes[index]), index - start < 3 {
                value = value * 10 + Int(bytes[index] - 0x30)
                index += 1
            }
            let hasLeadingZero = index - start > 1 && bytes[start] == 0x30
            guard index > start, value <= 255, !hasLeadingZero else { return false }
            parts += 1
            guard index < slice.end else { break }
            guard bytes[index] == 0x2E, index + 1 < slice.end else { return false }
            index += 1
        }
        return parts == 4
    }
}
