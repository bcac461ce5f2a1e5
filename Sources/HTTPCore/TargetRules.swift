// The request target in its four forms (RFC 9112 section 3.2) and the authority (RFC 3986).

/// Judges the target of a head and splits it into path and query.
enum TargetRules {
    static func apply(to head: inout RequestHead, _ bytes: Span<UInt8>) throws(ParseError) {
        let target = head.target
        try checkCharacters(bytes, target)
        if head.method == .connect {
            guard isAuthority(bytes, target, requiresPort: true) else {
                throw .targetFormNotAllowed
            }
            head.authority = target
            return
        }
        switch bytes[target.start] {
        case 0x2F: try split(target, in: bytes, into: &head)
        case 0x2A:
            guard target.count == 1, head.method == .options else {
                throw .targetFormNotAllowed
            }
        default: try applyAbsoluteForm(to: &head, bytes)
        }
    }

    private static func checkCharacters(
        _ bytes: Span<UInt8>, _ target: Slice
    ) throws(ParseError) {
        var index = target.start
        while index < target.end {
            let byte = bytes[index]
            // Why: letters are most of every target, and one comparison tells them.
            if (byte | 0x20) &- 0x61 < 26 {
                index += 1
                continue
            }
            guard ByteClass.isTarget(byte) else { throw .invalidTarget }
            if byte == 0x25 {
                guard index + 2 < target.end,
                    let high = ByteClass.hexadecimal(bytes[index + 1]),
                    let low = ByteClass.hexadecimal(bytes[index + 2]), high | low != 0
                else { throw .invalidPercentEncoding }
            }
            index += 1
        }
    }

    private static func applyAbsoluteForm(
        to head: inout RequestHead, _ bytes: Span<UInt8>
    ) throws(ParseError) {
        let target = head.target
        var index = target.start
        while index < target.end, bytes[index] != 0x3A { index += 1 }
        guard index < target.end, isScheme(bytes, target.start, index) else {
            throw .targetFormNotAllowed
        }
        let scheme = Slice(start: target.start, count: index - target.start)
        guard index + 2 < target.end, bytes[index + 1] == 0x2F, bytes[index + 2] == 0x2F else {
            throw .targetFormNotAllowed
        }
        guard scheme.equalsIgnoringCase("http", in: bytes) else { throw .unsupportedScheme }
        let start = index + 3
        index = start
        while index < target.end, bytes[index] != 0x2F, bytes[index] != 0x3F { index += 1 }
        let authority = Slice(start: start, count: index - start)
        guard isAuthority(bytes, authority, requiresPort: false) else { throw .invalidHost }
        head.authority = authority
        try split(Slice(start: index, count: target.end - index), in: bytes, into: &head)
        // Why: an empty path is `/`, and the one before the authority stands for it; for OPTIONS
        // without a query it is `*` and stays empty (RFC 9112 section 3.2.4).
        if head.path.count == 0, head.method != .options || head.query != nil {
            head.path = Slice(start: start - 1, count: 1)
        }
    }

    private static func isScheme(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end > start else { return false }
        for index in start..<end where ByteClass.lowercased(bytes[index]) &- 0x61 >= 26 {
            return false
        }
        return true
    }

    /// Why brackets pass in a query alone: RFC 3986 allows them in neither, but browsers send them
    /// there unencoded (WHATWG URL), and a query that is not read harms nobody.
    private static func split(
        _ origin: Slice, in bytes: Span<UInt8>, into head: inout RequestHead
    ) throws(ParseError) {
        var index = origin.start
        while index < origin.end, bytes[index] != 0x3F {
            guard bytes[index] != 0x5B, bytes[index] != 0x5D else { throw .invalidTarget }
            index += 1
        }
        head.path = Slice(start: origin.start, count: index - origin.start)
        if index < origin.end {
            head.query = Slice(start: index + 1, count: origin.end - index - 1)
        }
    }

    /// Whether a slice is `host [":" port]` of RFC 3986 section 3.2 without user information.
    static func isAuthority(
        _ bytes: Span<UInt8>, _ authority: Slice, requiresPort: Bool
    ) -> Bool {
        guard authority.count > 0 else { return false }
        var index = authority.start
        let isBracketed = bytes[index] == 0x5B
        if isBracketed {
            while index < authority.end, bytes[index] != 0x5D { index += 1 }
            let start = authority.start + 1
            guard index < authority.end,
                IPv6Text.isAddress(bytes, Slice(start: start, count: index - start))
            else { return false }
            index += 1
        } else {
            index = endOfName(bytes, authority)
            guard index > authority.start else { return false }
        }
        guard index < authority.end else { return !requiresPort }
        return isPort(bytes, from: index, to: authority.end, required: requiresPort)
    }

    /// Where a registered name or an IPv4 address ends. A comma is no part of one here, although
    /// RFC 3986 lets it be: two hosts in one field are how requests are routed astray.
    private static func endOfName(_ bytes: Span<UInt8>, _ authority: Slice) -> Int {
        var index = ByteScan.endOfDigitsAndDots(
            bytes, from: authority.start, to: authority.end)
        while index < authority.end {
            let byte = bytes[index]
            guard ByteClass.isHostName(byte), byte != 0x2C else { break }
            if byte == 0x25 {
                guard index + 2 < authority.end,
                    let high = ByteClass.hexadecimal(bytes[index + 1]),
                    let low = ByteClass.hexadecimal(bytes[index + 2]), high | low != 0
                else { break }
            }
            index += 1
        }
        return index
    }

    private static func isPort(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, required: Bool
    ) -> Bool {
        guard bytes[start] == 0x3A, end - start <= 6 else { return false }
        var port = 0
        for index in (start + 1)..<end {
            guard ByteClass.isDigit(bytes[index]) else { return false }
            port = port * 10 + Int(bytes[index] - 0x30)
            guard port <= 65535 else { return false }
        }
        return end > start + 1 || !required
    }
}
