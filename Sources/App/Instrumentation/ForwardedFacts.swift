// What a proxy in front says of the client, where TRUST_FORWARDED lets us believe it. Everything
// is checked before it is used: a proxy passes on what strangers send.
import HTTPCore
import HTTPServer

/// Reads X-Real-IP and X-Forwarded-*.
enum ForwardedFacts {
    /// Whether the client spoke https to the proxy.
    static func isSecure(_ request: borrowing Request) -> Bool {
        guard request.has(.forwardedProto), let field = request.first(.forwardedProto) else {
            return false
        }
        return request.withBytes { bytes in
            member(of: field, bytes, isLast: false).equalsIgnoringCase("https", in: bytes)
        }
    }

    /// The client's address: X-Real-IP, which the proxy sets itself, else the last of
    /// X-Forwarded-For, which is the one that the nearest proxy added; nil where neither is one.
    static func client(_ request: borrowing Request) -> Slice? {
        guard request.has(.realIP) || request.has(.forwardedFor) else { return nil }
        if let field = request.only(.realIP), isAddress(field, request) { return field }
        var last: Slice?
        request.forEach(.forwardedFor) { last = $0 }
        guard let last else { return nil }
        let address = request.withBytes { member(of: last, $0, isLast: true) }
        return isAddress(address, request) ? address : nil
    }

    /// The authority that the client asked the proxy for.
    static func authority(_ request: borrowing Request) -> Slice? {
        guard let field = request.only(.forwardedHost) else { return nil }
        return request.withBytes { Authority.isValid(field, in: $0) } ? field : nil
    }

    private static func isAddress(_ slice: Slice, _ request: borrowing Request) -> Bool {
        request.withBytes { Authority.isAddress(slice, in: $0) }
    }

    /// The first or last member of a list, without the white space around it.
    private static func member(of list: Slice, _ bytes: Span<UInt8>, isLast: Bool) -> Slice {
        var start = list.start
        var end = list.end
        if isLast {
            start = end
            while start > list.start, bytes[start - 1] != 0x2C { start -= 1 }
        } else {
            end = start
            while end < list.end, bytes[end] != 0x2C { end += 1 }
        }
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return Slice(start: start, count: end - start)
    }
}
