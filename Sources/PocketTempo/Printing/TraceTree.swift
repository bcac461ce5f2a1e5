// A trace as a small tree of text, for a terminal.
// Any thread. Pure. Names come from the network: control characters never reach the terminal, and
// parents that form a circle never make it loop.

internal import Wire

/// The tree of one trace.
package struct TraceTree {
    /// Characters of a name or value that are shown.
    private static let maximumTextLength = 120
    /// Levels that are indented; deeper ones stay below the last.
    private static let maximumDepth = 24

    /// The attributes that tell a span from its neighbours, in the order they are shown.
    private static let keyAttributes = [
        "http.route", "provider", "limit", "url.full", "db.system.name", "db.operation.name",
        "error.type",
    ]

    private let spans: [PocketSpan]
    private let maximumSpans: Int
    private let children: [UInt64: [Int]]
    private var isShown: [Bool]

    /// Appends one line for each span: `GET /health 200 0.41ms SERVER http.route=/health
    /// trace_id=…`, children below their parents in the order of their begin.
    package static func append(
        _ trace: StoredTrace, limits: PocketLimits = PocketLimits(), to sink: inout [UInt8]
    ) {
        var tree = TraceTree(trace, maximumSpans: limits.maximumPrintedSpans)
        tree.append(to: &sink)
    }

    private init(_ trace: StoredTrace, maximumSpans: Int) {
        spans = trace.spans.sorted {
            ($0.startUnixNanoseconds, $0.spanID) < ($1.startUnixNanoseconds, $1.spanID)
        }
        self.maximumSpans = maximumSpans
        isShown = Array(repeating: false, count: spans.count)
        let present = Set(spans.map(\.spanID))
        children = Dictionary(grouping: spans.indices) { [spans] index in
            let parent = spans[index].parentSpanID
            return present.contains(parent) ? parent : 0
        }
    }

    private mutating func append(to sink: inout [UInt8]) {
        var shown = 0
        // Why: the spans that no root leads to, in a circle of parents, come last and flat.
        for index in (children[0] ?? []) + spans.indices {
            var waiting = [(index: index, depth: 0)]
            while let next = waiting.popLast() {
                guard !isShown[next.index] else { continue }
                isShown[next.index] = true
                shown += 1
                guard shown <= maximumSpans else { continue }
                appendLine(of: spans[next.index], depth: next.depth, to: &sink)
                for child in (children[spans[next.index].spanID] ?? []).reversed() {
                    waiting.append((child, next.depth + 1))
                }
            }
        }
        guard shown > maximumSpans else { return }
        sink.append("  and ")
        Decimal.append(shown - maximumSpans, to: &sink)
        sink.append(" more\n")
    }

    private func appendLine(of span: PocketSpan, depth: Int, to sink: inout [UInt8]) {
        for _ in 0..<min(depth, Self.maximumDepth) { sink.append("  ") }
        if depth > 0 { sink.append("└ ") }
        Self.append(text: span.name.isEmpty ? "(no name)" : span.name, to: &sink)
        if let status = span.attributes["http.response.status_code"] {
            sink.append(0x20)
            Self.append(text: status.text, to: &sink)
        }
        sink.append(0x20)
        Self.append(nanoseconds: span.durationNanoseconds, to: &sink)
        sink.append(0x20)
        sink.append(utf8: span.kind.name)
        for key in Self.keyAttributes {
            guard let value = span.attributes[key] else { continue }
            sink.append(0x20)
            sink.append(utf8: key)
            sink.append(0x3D)
            Self.append(text: value.text, to: &sink)
        }
        if span.status == .error {
            sink.append(" ERROR")
            if !span.statusMessage.isEmpty {
                sink.append(": ")
                Self.append(text: span.statusMessage, to: &sink)
            }
        }
        if depth == 0 {
            sink.append(" trace_id=")
            span.traceID.append(to: &sink)
        }
        sink.append(0x0A)
    }

    /// Milliseconds with as many digits behind the point as tell something: one from 1 ms on, two
    /// from 0.1 ms on, three below.
    private static func append(nanoseconds: UInt64, to sink: inout [UInt8]) {
        switch nanoseconds {
        case 1_000_000...: Decimal.append(nanoseconds / 100_000, fractionDigits: 1, to: &sink)
        case 100_000...: Decimal.append(nanoseconds / 10_000, fractionDigits: 2, to: &sink)
        default: Decimal.append(nanoseconds / 1_000, fractionDigits: 3, to: &sink)
        }
        sink.append("ms")
    }

    /// Text without control characters, cut to what a line bears.
    private static func append(text: String, to sink: inout [UInt8]) {
        for scalar in text.unicodeScalars.prefix(maximumTextLength) {
            let isControl =
                scalar.properties.generalCategory == .control
                || scalar.properties.generalCategory == .format
            sink.append(utf8: isControl ? "\u{FFFD}" : String(scalar))
        }
        if text.unicodeScalars.count > maximumTextLength { sink.append("…") }
    }
}
