// A request cut into two smaller ones, for receivers that find it too large. It reads the bytes
// rather than trusting the envelope, since a replayed batch was begun by another process.
// Any thread; pure.
import Wire

/// Halves requests at a boundary between two spans.
enum BatchSplitter {
    /// Two requests with the spans of one, in order; `nil` where it has fewer than two spans or is
    /// not laid out as this exporter lays requests out.
    static func halves(of body: [UInt8]) -> (first: Part, second: Part)? {
        // Why: bytes that cannot be read cannot be cut; the caller gives them up and counts them.
        guard let places = try? Places(body), places.spans.count >= 2 else { return nil }
        let middle = places.spans.count / 2
        let cut = places.spans[middle]
        return (
            part(of: body, places, places.spans[0]..<cut, spans: middle),
            part(of: body, places, cut..<body.count, spans: places.spans.count - middle)
        )
    }

    /// A request of its own.
    struct Part: Hashable {
        var body: [UInt8]
        var spans: Int
        /// Bytes of the spans alone.
        var spanBytes: Int
    }

    private static func part(
        of body: [UInt8], _ places: Places, _ range: Range<Int>, spans: Int
    ) -> Part {
        // Both messages end with the body, so each length follows from the place of its tag.
        var scopeSpans = Array(body[places.scopeContent..<places.spans[0]])
        scopeSpans.append(contentsOf: body[range])
        var resourceSpans = Array(body[places.resourceContent..<places.scopeTag])
        Protobuf.appendBytes(field: 2, scopeSpans.span, to: &resourceSpans)
        var request: [UInt8] = []
        Protobuf.appendBytes(field: 1, resourceSpans.span, to: &request)
        return Part(body: request, spans: spans, spanBytes: range.count)
    }

    /// Where the parts of a request begin.
    private struct Places {
        var resourceContent = 0
        var scopeTag = 0
        var scopeContent = 0
        var spans: [Int] = []

        /// Throws what cannot be read; leaves `spans` empty where something follows the spans.
        init(_ body: [UInt8]) throws(ProtobufError) {
            var request = ProtobufReader(body)
            guard let only = try request.next(), only.number == 1 else { return }
            var resourceSpans = try request.message(only)
            resourceContent = resourceSpans.position
            guard try request.range(of: only).upperBound == body.count else { return }
            while let field = try resourceSpans.next() {
                guard field.number == 2 else { continue }
                guard try resourceSpans.range(of: field).upperBound == body.count else { return }
                scopeTag = field.offset
                var scopeSpans = try resourceSpans.message(field)
                scopeContent = scopeSpans.position
                var found: [Int] = []
                while let inner = try scopeSpans.next() {
                    if inner.number == 2 {
                        found.append(inner.offset)
                    } else if !found.isEmpty {
                        return
                    }
                }
                spans = found
            }
        }
    }
}
