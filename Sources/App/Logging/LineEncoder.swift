// A record as one line. Pure: the keys of contract section 4 in their fixed order, then the fields.
import Wire

/// Writes lines for one service in one environment, whose names are rendered once.
package struct LineEncoder: Sendable {
    /// JSON or text.
    package let format: LogFormat
    /// `,"service":"…","environment":"…"`, with the logger's name between its neighbours.
    let identity: [UInt8]

    /// Takes the names that every line carries.
    package init(format: LogFormat, service: String, environment: String) {
        self.format = format
        var identity: [UInt8] = []
        Self.appendText("service", service, limit: LogLimits.labelBytes, to: &identity)
        Self.appendText("environment", environment, limit: LogLimits.labelBytes, to: &identity)
        self.identity = identity
    }

    /// Appends the line and its newline, at most `LogLimits.lineBytes` in all.
    package func append(_ record: LogRecord, to sink: inout [UInt8]) {
        switch format {
        case .json: appendJSON(record, to: &sink)
        case .text: appendPlain(record, to: &sink)
        }
    }

    private func appendJSON(_ record: LogRecord, to sink: inout [UInt8]) {
        let start = sink.count
        Self.beginJSON(record.unixNanoseconds, record.level, to: &sink)
        LogText.append(record.message, style: .json, limit: LogLimits.messageBytes, to: &sink)
        if let trace = record.trace { Self.appendTraceSuffix(trace, to: &sink) }
        sink.append(UInt8(ascii: "\""))
        Self.appendText("logger", record.logger, limit: LogLimits.labelBytes, to: &sink)
        sink.append(contentsOf: identity)
        if let trace = record.trace { Self.appendTraceKeys(trace, to: &sink) }
        let tail: StaticString = ",\"cut\":true}\n"
        let bound = start + LogLimits.lineBytes - tail.utf8CodeUnitCount
        for field in record.fields {
            let before = sink.count
            Self.append(field, to: &sink)
            guard sink.count <= bound else {
                sink.removeSubrange(before...)
                sink.append(tail)
                return
            }
        }
        sink.append("}\n")
    }

    private func appendPlain(_ record: LogRecord, to sink: inout [UInt8]) {
        let start = sink.count
        Self.beginPlain(record.unixNanoseconds, record.level, to: &sink)
        LogText.append(record.message, style: .plain, limit: LogLimits.messageBytes, to: &sink)
        let bound = start + LogLimits.lineBytes - 64
        for field in record.fields {
            let before = sink.count
            sink.append(UInt8(ascii: " "))
            sink.append(utf8: field.key)
            sink.append(UInt8(ascii: "="))
            Self.append(field.value, style: .plain, to: &sink)
            guard sink.count <= bound else {
                sink.removeSubrange(before...)
                sink.append(UInt8(ascii: " "))
                sink.append(LogText.mark)
                break
            }
        }
        if let trace = record.trace { Self.appendTraceSuffix(trace, to: &sink) }
        sink.append(UInt8(ascii: "\n"))
    }

    /// Everything up to the first character of the message.
    static func beginJSON(
        _ unixNanoseconds: Int64, _ level: LogLevel, to sink: inout [UInt8]
    ) {
        sink.append("{\"timestamp\":\"")
        Timestamp.appendRFC3339(
            unixNanoseconds: unixNanoseconds, fractionDigits: 6, to: &sink)
        sink.append("\",\"level\":\"")
        sink.append(level.name)
        sink.append("\",\"message\":\"")
    }

    /// The time of day in UTC and the level, for a terminal.
    static func beginPlain(
        _ unixNanoseconds: Int64, _ level: LogLevel, to sink: inout [UInt8]
    ) {
        let start = sink.count
        Timestamp.appendRFC3339(
            unixNanoseconds: unixNanoseconds, fractionDigits: 3, to: &sink)
        sink.removeSubrange(start..<start + 11)
        sink[sink.count - 1] = UInt8(ascii: " ")
        sink.append(level.name)
        for _ in level.name.utf8CodeUnitCount..<6 { sink.append(UInt8(ascii: " ")) }
    }

    /// ` trace_id=<32 hex>`, which Grafana's derived field looks for at the end of a message.
    static func appendTraceSuffix(_ trace: LogTrace, to sink: inout [UInt8]) {
        sink.append(" trace_id=")
        Hex.append(trace.traceHigh, to: &sink)
        Hex.append(trace.traceLow, to: &sink)
    }

    static func appendTraceKeys(_ trace: LogTrace, to sink: inout [UInt8]) {
        sink.append(",\"trace_id\":\"")
        Hex.append(trace.traceHigh, to: &sink)
        Hex.append(trace.traceLow, to: &sink)
        sink.append("\",\"span_id\":\"")
        Hex.append(trace.span, to: &sink)
        sink.append("\",\"trace_sampled\":")
        sink.append(trace.isSampled ? "true" : "false")
    }

    private static func append(_ field: LogField, to sink: inout [UInt8]) {
        sink.append(",\"")
        sink.append(utf8: field.key)
        sink.append("\":")
        append(field.value, style: .json, to: &sink)
    }

    private static func append(
        _ value: LogField.Value, style: LogText.Style, to sink: inout [UInt8]
    ) {
        switch value {
        case .whole(let number): Decimal.append(number, to: &sink)
        case .flag(let flag): sink.append(flag ? "true" : "false")
        case .real(let number) where number.isFinite: Decimal.append(number, to: &sink)
        case .real(let number): appendQuoted("\(number)", style: style, to: &sink)
        case .text(let text): appendQuoted(text, style: style, to: &sink)
        }
    }

    private static func appendQuoted(
        _ text: String, style: LogText.Style, to sink: inout [UInt8]
    ) {
        if style == .json { sink.append(UInt8(ascii: "\"")) }
        LogText.append(text, style: style, limit: LogLimits.fieldBytes, to: &sink)
        if style == .json { sink.append(UInt8(ascii: "\"")) }
    }

    /// `,"key":"text"`.
    static func appendText(
        _ key: StaticString, _ text: String, limit: Int, to sink: inout [UInt8]
    ) {
        sink.append(",\"")
        sink.append(key)
        sink.append("\":\"")
        LogText.append(text, style: .json, limit: limit, to: &sink)
        sink.append(UInt8(ascii: "\""))
    }
}
