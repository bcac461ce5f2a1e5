// The headers of Zipkin: `b3` in one line, or `X-B3-…` in several.
// Any thread; pure; any bytes may come from a stranger. Sends no parent span id and never reuses
// the caller's span id, as OpenTelemetry asks.
import Wire

/// Reads and writes B3.
package enum B3 {
    /// The single header.
    package static let single = "b3"
    /// The several: trace id, span id, sampled, flags.
    package static let multi = ["x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-flags"]

    /// Reads `{trace}-{span}[-{state}[-{parent}]]` or `{state}` alone; `nil` where it is neither.
    package static func parse(single field: Span<UInt8>) -> RemoteTrace? {
        let text = field.extracting(field.rangeInsideOptionalWhitespace)
        var parts: [Range<Int>] = []
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == 0x2D {
            parts.append(start..<index)
            start = index + 1
        }
        if parts.count == 1 {
            return state(text).map {
                RemoteTrace.decision(isSampled: $0.isSampled, verdict: $0.verdict)
            }
        }
        guard parts.count <= 4,
            let traceID = traceID(text.extracting(parts[0])),
            let spanID = spanID(text.extracting(parts[1]))
        else { return nil }
        guard parts.count > 2 else { return trace(traceID, spanID, nil) }
        guard let state = state(text.extracting(parts[2])) else { return nil }
        guard parts.count < 4 || self.spanID(text.extracting(parts[3])) != nil else { return nil }
        return trace(traceID, spanID, state)
    }

    /// Reads the several headers, each `nil` where it is missing; `nil` where the identifiers do
    /// not parse, or there are none and no decision either.
    package static func parse(
        traceID: [UInt8]?, spanID: [UInt8]?, sampled: [UInt8]?, flags: [UInt8]?
    ) -> RemoteTrace? {
        var state: (isSampled: Bool, verdict: RemoteTrace.Verdict)?
        if let flags, flags == [0x31] {
            state = (true, .debug)
        } else if let sampled {
            switch String(decoding: sampled, as: UTF8.self).lowercased() {
            case "1", "true": state = (true, .decided)
            case "0", "false": state = (false, .decided)
            default: return nil
            }
        }
        guard traceID != nil || spanID != nil else {
            return state.map { RemoteTrace.decision(isSampled: $0.isSampled, verdict: $0.verdict) }
        }
        guard let traceID = traceID.flatMap({ Self.traceID($0.span) }),
            let spanID = spanID.flatMap({ Self.spanID($0.span) })
        else { return nil }
        return trace(traceID, spanID, state)
    }

    /// The single header's value.
    package static func text(_ parent: TraceParent, isDebug: Bool) -> String {
        "\(parent.traceID)-\(parent.spanID)-\(isDebug ? "d" : stateText(parent))"
    }

    /// `1` or `0`.
    package static func stateText(_ parent: TraceParent) -> String {
        parent.flags.contains(.sampled) ? "1" : "0"
    }

    private static func trace(
        _ traceID: TraceID, _ spanID: SpanID,
        _ state: (isSampled: Bool, verdict: RemoteTrace.Verdict)?
    ) -> RemoteTrace {
        RemoteTrace(
            TraceParent(
                traceID: traceID, spanID: spanID, flags: state?.isSampled == true ? .sampled : []),
            verdict: state?.verdict ?? .deferred)
    }

    private static func state(
        _ text: Span<UInt8>
    ) -> (isSampled: Bool, verdict: RemoteTrace.Verdict)? {
        guard text.count == 1 else { return nil }
        switch text[0] {
        case UInt8(ascii: "0"): return (false, .decided)
        case UInt8(ascii: "1"): return (true, .decided)
        case UInt8(ascii: "d"): return (true, .debug)
        default: return nil
        }
    }

    private static func traceID(_ text: Span<UInt8>) -> TraceID? {
        switch text.count {
        case 16:
            return Hex.parse(text).flatMap { $0 == 0 ? nil : TraceID(high: 0, low: $0) }
        case 32:
            guard let high = Hex.parse(text.extracting(0..<16)),
                let low = Hex.parse(text.extracting(16..<32)), high | low != 0
            else { return nil }
            return TraceID(high: high, low: low)
        default: return nil
        }
    }

    private static func spanID(_ text: Span<UInt8>) -> SpanID? {
        guard text.count == 16, let bits = Hex.parse(text), bits != 0 else { return nil }
        return SpanID(bits: bits)
    }
}
