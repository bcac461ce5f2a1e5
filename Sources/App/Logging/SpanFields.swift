// What a span's line carries beside its name and ids: flat, since log readers search by key, and
// with keys that no two fields share. Pure.
import PocketTempo
import Wire

/// The fields of one span's line.
struct SpanFields {
    /// In the order of the span; what does not fit into a line is cut and marked there.
    private(set) var list: [LogField] = []
    private var keys: Set<String> = []

    init(of span: PocketSpan) {
        add("span_kind", .text(span.kind.name))
        if span.parentSpanID != 0 { add("parent_span_id", .text(Self.hex([span.parentSpanID]))) }
        add("span_start", .text(Self.time(span.startUnixNanoseconds)))
        add("span_duration_ms", .real(Double(span.durationNanoseconds) / 1e6))
        add("span_status", .text(span.status.name))
        if !span.statusMessage.isEmpty { add("span_status_message", .text(span.statusMessage)) }
        if !span.traceState.isEmpty { add("trace_state", .text(span.traceState)) }
        if !span.scope.name.isEmpty { add("scope_name", .text(span.scope.name)) }
        add("attribute", span.attributes)
        for (number, event) in span.events.enumerated() {
            add("event_\(number + 1)_name", .text(event.name))
            add("event_\(number + 1)_time", .text(Self.time(event.timeUnixNanoseconds)))
            add("event_\(number + 1)", event.attributes)
        }
        for (number, link) in span.links.enumerated() {
            let trace = [link.traceID.high, link.traceID.low]
            add("link_\(number + 1)_trace_id", .text(Self.hex(trace)))
            add("link_\(number + 1)_span_id", .text(Self.hex([link.spanID])))
            add("link_\(number + 1)", link.attributes)
        }
    }

    private mutating func add(_ prefix: String, _ attributes: [PocketAttribute]) {
        for attribute in attributes {
            add("\(prefix)_\(attribute.key)", Self.value(attribute.value))
        }
    }

    /// Keys that become the same get a number.
    private mutating func add(_ key: String, _ value: LogField.Value) {
        let safe = LogField.safeKey(key)
        var name = safe
        var number = 2
        while !keys.insert(name).inserted {
            name = "\(safe)_\(number)"
            number += 1
        }
        list.append(LogField(safeKey: name, value))
    }

    private static func value(_ value: PocketValue) -> LogField.Value {
        switch value {
        case .string(let text): .text(text)
        case .boolean(let flag): .flag(flag)
        case .integer(let number): .whole(number)
        case .double(let number): .real(number)
        case .empty, .bytes, .array, .map: .text(value.text)
        }
    }

    private static func hex(_ words: [UInt64]) -> String {
        var bytes: [UInt8] = []
        for word in words { Hex.append(word, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func time(_ unixNanoseconds: UInt64) -> String {
        var bytes: [UInt8] = []
        Timestamp.appendRFC3339(
            unixNanoseconds: Int64(clamping: unixNanoseconds), fractionDigits: 9, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
