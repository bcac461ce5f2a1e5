// The `traceparent` field of W3C Trace Context level 2, in place from bytes and back.
// Any thread; runs on every request, so it never allocates, and any bytes may come from a stranger.
import Wire

/// A parsed `traceparent`: a trivial value of 25 bytes.
@usableFromInline package struct TraceParent: Hashable, Sendable {
    /// The caller's trace, never all zeros when parsed.
    @usableFromInline package var traceID: TraceID
    /// The caller's span, never all zeros when parsed.
    @usableFromInline package var spanID: SpanID
    /// The caller's flags.
    @usableFromInline package var flags: TraceFlags

    /// The octets of the version 00 text.
    package static let textLength = 55

    /// Puts the parts together.
    @inlinable package init(traceID: TraceID, spanID: SpanID, flags: TraceFlags) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
    }

    /// Reads a field value, W3C Trace Context level 2 sections 3.2 and 4.3; `nil` where it is to be
    /// ignored together with `tracestate`. Spaces and tabs around it are no part of it, a later
    /// version is read as far as 00 reaches, flags without a meaning are dropped.
    package static func parse(_ field: Span<UInt8>) -> TraceParent? {
        let text = field.extracting(field.rangeInsideOptionalWhitespace)
        guard text.count >= textLength,
            text[2] == dash, text[35] == dash, text[52] == dash,
            let version = Hex.parse(text.extracting(0..<2)), version != 0xFF,
            let high = Hex.parse(text.extracting(3..<19)),
            let low = Hex.parse(text.extracting(19..<35)), high | low != 0,
            let span = Hex.parse(text.extracting(36..<52)), span != 0,
            let flags = Hex.parse(text.extracting(53..<55))
        else { return nil }
        if text.count > textLength {
            guard version != 0, text[textLength] == dash else { return nil }
        }
        return TraceParent(
            traceID: TraceID(high: high, low: low), spanID: SpanID(bits: span),
            flags: TraceFlags(rawValue: UInt8(flags)).intersection(.known))
    }

    /// Appends the 55 octets of version 00.
    package func append(to sink: inout [UInt8]) {
        sink.append(0x30)
        sink.append(0x30)
        sink.append(Self.dash)
        traceID.appendHex(to: &sink)
        sink.append(Self.dash)
        spanID.appendHex(to: &sink)
        sink.append(Self.dash)
        Hex.append(byte: flags.rawValue, to: &sink)
    }

    private static var dash: UInt8 { 0x2D }
}

extension TraceParent: CustomStringConvertible {
    /// The version 00 text.
    @usableFromInline package var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
