// A query string as a span may carry it: names stay, values that could be a secret do not.
import HTTPCore

/// Redacts query strings.
enum RedactedQuery {
    /// Names whose values this API reads and that hold nothing secret; all others are redacted,
    /// since a stranger may paste anything into a URL.
    private static let plain: [StaticString] = ["limit", "unknown", "detail"]

    /// The query with every other value replaced by `REDACTED`.
    static func text(of query: Slice, in bytes: Span<UInt8>) -> String {
        var parts: [String] = []
        var start = query.start
        for index in query.start...query.end where index == query.end || bytes[index] == 0x26 {
            var equals = start
            while equals < index, bytes[equals] != 0x3D { equals += 1 }
            let name = Slice(start: start, count: equals - start)
            let isPlain = plain.contains { name.equals($0, in: bytes) }
            if isPlain {
                parts.append(Slice(start: start, count: index - start).text(in: bytes))
            } else if equals < index {
                parts.append(name.text(in: bytes) + "=REDACTED")
            } else {
                parts.append(name.count == 0 ? "" : "REDACTED")
            }
            start = index + 1
        }
        return parts.joined(separator: "&")
    }
}
