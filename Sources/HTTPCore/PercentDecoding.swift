// Percent-decoding of path segments and query parameters (RFC 3986 section 2.1), once and after
// splitting. The parser has already refused malformed encodings.
import Wire

/// Decodes parts of a request target.
package enum PercentDecoding {
    /// The text of a path segment; nil where it decodes to a slash, a backslash or no UTF-8, which
    /// no route may match.
    package static func segment(_ slice: Slice, in bytes: Span<UInt8>) -> String? {
        guard let decoded = decode(slice, in: bytes, plusIsSpace: false) else { return nil }
        guard !decoded.contains("/"), !decoded.contains("\\") else { return nil }
        return decoded
    }

    /// A path with its escapes decoded, as long as they hold no slash, no backslash and only UTF-8;
    /// nil where they do, and where there is none to decode.
    package static func path(_ slice: Slice, in bytes: Span<UInt8>) -> [UInt8]? {
        var hasEscape = false
        for index in slice.start..<slice.end where bytes[index] == 0x25 { hasEscape = true }
        guard hasEscape, let decoded = decode(slice, in: bytes, plusIsSpace: false) else {
            return nil
        }
        var slashes = 0
        for index in slice.start..<slice.end where bytes[index] == 0x2F { slashes += 1 }
        let result = Array(decoded.utf8)
        guard result.count(where: { $0 == 0x2F }) == slashes, !result.contains(0x5C) else {
            return nil
        }
        return result
    }

    /// The last value of a query parameter, decoded as forms are (`+` is a space); nil where it is
    /// absent. A parameter without `=` has an empty value.
    package static func lastParameter(
        _ name: StaticString, in query: Slice?, of bytes: Span<UInt8>
    ) -> String? {
        guard let query else { return nil }
        var found: Slice?
        var start = query.start
        for index in query.start...query.end where index == query.end || bytes[index] == 0x26 {
            var equals = start
            while equals < index, bytes[equals] != 0x3D { equals += 1 }
            if names(Slice(start: start, count: equals - start), name, in: bytes) {
                let valueStart = min(equals + 1, index)
                found = Slice(start: valueStart, count: index - valueStart)
            }
            start = index + 1
        }
        guard let found else { return nil }
        return decode(found, in: bytes, plusIsSpace: true) ?? found.text(in: bytes)
    }

    /// Whether a parameter has that name, once its escapes are decoded as those of its value are.
    private static func names(_ slice: Slice, _ name: StaticString, in bytes: Span<UInt8>) -> Bool {
        if slice.equals(name, in: bytes) { return true }
        // Why: an escape has three bytes for one; what cannot be the name is not decoded.
        let count = name.utf8CodeUnitCount
        guard slice.count > count, slice.count <= count * 3 else { return false }
        for index in slice.start..<slice.end where bytes[index] == 0x25 {
            return decode(slice, in: bytes, plusIsSpace: true) == "\(name)"
        }
        return false
    }

    private static func decode(
        _ slice: Slice, in bytes: Span<UInt8>, plusIsSpace: Bool
    ) -> String? {
        let text = bytes.extracting(slice.start..<slice.end)
        return String(
            validating: PercentCoding.decoded(text, plusIsSpace: plusIsSpace), as: UTF8.self)
    }
}
