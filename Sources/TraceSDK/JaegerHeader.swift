// The `uber-trace-id` header of Jaeger's own clients, deprecated there and still sent by many.
// Any thread; pure; any bytes may come from a stranger.
import Wire

/// Reads and writes Jaeger's header.
package enum JaegerHeader {
    /// The header.
    package static let name = "uber-trace-id"
    /// What stands before the name of a baggage entry that is sent.
    package static let baggagePrefix = "uberctx-"
    /// Octets that are looked at: four parts with their colons, each colon percent-encoded.
    private static let maximumLength = 32 + 16 + 16 + 2 + 9

    /// Reads `{trace}:{span}:{parent}:{flags}`, its colons percent-encoded or not, leading zeros of
    /// the identifiers missing or not; `nil` where it is something else.
    package static func parse(_ field: Span<UInt8>) -> RemoteTrace? {
        let text = field.extracting(field.rangeInsideOptionalWhitespace)
        guard text.count <= maximumLength else { return nil }
        let parts = split(text)
        guard parts.count == 4, (1...32).contains(parts[0].count),
            (1...16).contains(parts[1].count), (1...2).contains(parts[3].count)
        else { return nil }
        let trace = text.extracting(parts[0])
        let high = trace.count > 16 ? Hex.parse(trace.extracting(0..<trace.count - 16)) : 0
        guard let high,
            let low = Hex.parse(trace.extracting(max(0, trace.count - 16)..<trace.count)),
            let span = Hex.parse(text.extracting(parts[1])), high | low != 0, span != 0,
            let flags = Hex.parse(text.extracting(parts[3]), allowsUppercase: true)
        else { return nil }
        let isDebug = flags & 2 != 0
        return RemoteTrace(
            TraceParent(
                traceID: TraceID(high: high, low: low), spanID: SpanID(bits: span),
                flags: flags & 1 != 0 || isDebug ? .sampled : []),
            verdict: isDebug ? .debug : .decided)
    }

    /// The header's value; the parent is not told, as the deprecated part it is.
    package static func text(_ parent: TraceParent, isDebug: Bool) -> String {
        let flags = isDebug ? 3 : parent.flags.contains(.sampled) ? 1 : 0
        return "\(parent.traceID):\(parent.spanID):0:\(flags)"
    }

    private static func split(_ text: Span<UInt8>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        var index = 0
        while index < text.count {
            var width = 0
            if text[index] == 0x3A { width = 1 }
            if text[index] == 0x25, index + 2 < text.count, text[index + 1] == 0x33,
                text[index + 2] | 0x20 == 0x61
            {
                width = 3
            }
            if width > 0 {
                parts.append(start..<index)
                start = index + width
            }
            index += max(1, width)
        }
        parts.append(start..<text.count)
        return parts
    }
}
