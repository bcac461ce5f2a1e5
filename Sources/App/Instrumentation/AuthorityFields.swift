// `server.address` and `server.port` of the authority that the last request named. Nearly all
// requests of a loop name the same one, so it is taken apart once. Confined to its loop's thread.
import HTTPCore
import OTLP
import Wire

/// The last authority and its encoded attributes.
struct AuthorityFields: ~Copyable {
    private var authority = ByteSink(capacity: 128)
    private let fields = SpanTemplates(capacity: 1)

    /// Writes the attributes of `host[:port]`; the brackets of an IPv6 address are no part of it.
    mutating func append(
        _ slice: Slice, of bytes: Span<UInt8>, to encoder: inout SpanEncoder
    ) {
        let named = bytes.extracting(slice.start..<slice.end)
        if !authority.equals(named) {
            authority.removeAll()
            authority.append(bytes: named)
            fields.replace { RequestSpans.encodeAuthority(slice, of: bytes, into: &$0) }
        }
        encoder.append(0, of: fields)
    }
}
