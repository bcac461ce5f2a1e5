// OTEL_TRACES_EXPORTER=console: the exporter's batches end as lines of the log. Queue, batches and
// books are those of every export, so that a span that is not written is counted like any other.
// The exporter's thread.
import OTLP
import PocketTempo
import Wire

/// Writes each span of a batch as a line.
struct ConsoleTransport: OTLPTransport {
    let destination = ExportDestination(displayURL: "console")
    let componentType = "console_span_exporter"
    private let lines: SpanLines
    private let decoder = ExportDecoder()

    init(lines: SpanLines) { self.lines = lines }

    func send(
        _ body: [UInt8], timeout: Duration,
        completion: @escaping @Sendable (ExportReply) -> Void
    ) -> @Sendable () -> Void {
        completion(write(body))
        return {}
    }

    private func write(_ body: [UInt8]) -> ExportReply {
        do throws(ProtobufError) {
            let export = try decoder.decode(body)
            let refused = lines.write(export.spans)
            var words: [String] = []
            if refused.overRate > 0 {
                words.append("\(refused.overRate) above LOG_MAX_LINES_PER_SECOND")
            }
            if refused.queueFull > 0 {
                words.append("\(refused.queueFull) while stdout was slow")
            }
            if export.rejectedSpans > 0 { words.append("\(export.rejectedSpans) without ids") }
            return .written(
                rejected: refused.overRate + refused.queueFull + export.rejectedSpans,
                message: words.joined(separator: ", "))
        } catch {
            return .unanswered(label: "decode", reason: "\(error)", isRetryable: false)
        }
    }
}
