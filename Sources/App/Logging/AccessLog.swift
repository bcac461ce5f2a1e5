// One line for each request, on the hot path: bytes into the loop's own buffer, nothing allocated.
// Confined to its loop's thread.
import Wire

/// Writes the request lines of one loop.
package final class AccessLog {
    private let format: LogFormat
    /// `","logger":…,"service":…,"environment":…,"http_method":"`, which follows the message.
    private let identity: [UInt8]
    /// Each route as the inside of a JSON string; the last is `unmatched`.
    private let routes: [[UInt8]]
    private let buffer: LogBuffer
    private let allowance: LineAllowance
    private let isOn: Bool
    private var path: [UInt8] = []
    private var provider: [UInt8] = []

    init(
        routes: [String], encoder: LineEncoder, buffer: LogBuffer,
        allowance: LineAllowance, isOn: Bool
    ) {
        format = encoder.format
        self.buffer = buffer
        self.allowance = allowance
        self.isOn = isOn
        self.routes = (routes + ["unmatched"]).map { route in
            var text: [UInt8] = []
            LogText.append(route, style: .json, limit: LogLimits.labelBytes, to: &text)
            return text
        }
        var identity = [UInt8(ascii: "\"")]
        LineEncoder.appendText("logger", "http", limit: LogLimits.labelBytes, to: &identity)
        identity.append(contentsOf: encoder.identity)
        identity.append(",\"http_method\":\"")
        self.identity = identity
    }

    /// Whether a request's line is wanted and the budget of this second has room; takes that room.
    /// Why apart: a flood then costs each request this comparison and nothing else.
    package func admits(unixNanoseconds: Int64) -> Bool {
        isOn && allowance.take(unixNanoseconds: unixNanoseconds)
    }

    /// Adds a request's line where it is admitted; the parts are as for `addAdmitted`.
    package func add(
        _ record: AccessRecord, path: Span<UInt8>, requestID: Span<UInt8>, provider: Span<UInt8>
    ) {
        guard admits(unixNanoseconds: record.unixNanoseconds) else { return }
        addAdmitted(record, path: path, requestID: requestID, provider: provider)
    }

    /// Adds the line of a request that `admits` let through. `path` without the query; `requestID`
    /// visible ASCII; `provider` the canonical name or what was asked for, or empty.
    package func addAdmitted(
        _ record: AccessRecord, path: Span<UInt8>, requestID: Span<UInt8>, provider: Span<UInt8>
    ) {
        self.path.removeAll(keepingCapacity: true)
        LogText.appendVisible(path, limit: LogLimits.pathBytes, to: &self.path)
        self.provider.removeAll(keepingCapacity: true)
        LogText.appendVisible(provider, limit: LogLimits.providerBytes, to: &self.provider)
        switch format {
        case .json:
            buffer.addLine { line in appendJSON(record, requestID: requestID, to: &line) }
        case .text:
            buffer.addLine { line in
                LineEncoder.beginPlain(record.unixNanoseconds, .info, to: &line)
                appendMessage(record, to: &line)
                line.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// Hands the lines of this turn to the log thread; call it when the loop's turn ends.
    package func turnEnded() { buffer.handOver() }

    private func appendJSON(
        _ record: AccessRecord, requestID: Span<UInt8>, to line: inout [UInt8]
    ) {
        LineEncoder.beginJSON(record.unixNanoseconds, .info, to: &line)
        appendMessage(record, to: &line)
        line.append(contentsOf: identity)
        line.append(record.method)
        line.append("\",\"http_path\":\"")
        line.append(contentsOf: path)
        line.append("\",\"http_route\":\"")
        line.append(contentsOf: routes[record.route ?? routes.count - 1])
        if let status = record.status {
            line.append("\",\"http_status\":")
            Decimal.append(UInt64(status), to: &line)
            line.append(",\"duration_ms\":")
        } else {
            line.append("\",\"duration_ms\":")
        }
        appendMilliseconds(record.durationNanoseconds, to: &line)
        line.append(",\"request_id\":\"")
        LogText.append(requestID, style: .json, limit: LogLimits.labelBytes, to: &line)
        line.append(UInt8(ascii: "\""))
        if !provider.isEmpty {
            line.append(",\"provider\":\"")
            line.append(contentsOf: provider)
            line.append(UInt8(ascii: "\""))
        }
        if let trace = record.trace { LineEncoder.appendTraceKeys(trace, to: &line) }
        line.append("}\n")
    }

    /// The sentence, method, path, status and milliseconds, and the trace at the end.
    private func appendMessage(_ record: AccessRecord, to line: inout [UInt8]) {
        appendSentence(record.sentence, to: &line)
        line.append(record.method)
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: path)
        line.append(UInt8(ascii: " "))
        if let status = record.status {
            Decimal.append(UInt64(status), to: &line)
        } else {
            line.append("no reply")
        }
        line.append(UInt8(ascii: " "))
        appendMilliseconds(record.durationNanoseconds, to: &line)
        line.append("ms")
        if let trace = record.trace { LineEncoder.appendTraceSuffix(trace, to: &line) }
    }

    private func appendSentence(_ sentence: RequestSentence, to line: inout [UInt8]) {
        switch sentence {
        case .none: return
        case .healthCheck: line.append("Health check called")
        case .providerScores: line.append("Fetching provider health scores")
        case .providerHealth:
            line.append("Fetching health for provider: ")
            line.append(contentsOf: provider)
        case .providerErrors(let limit):
            line.append("Fetching errors for ")
            line.append(contentsOf: provider)
            if let limit {
                line.append(", limit: ")
                Decimal.append(limit, to: &line)
            }
        }
        line.append(" - ")
    }

    /// Milliseconds with microseconds behind the point.
    private func appendMilliseconds(_ nanoseconds: UInt64, to line: inout [UInt8]) {
        Decimal.append(nanoseconds / 1000, fractionDigits: 3, to: &line)
    }
}
