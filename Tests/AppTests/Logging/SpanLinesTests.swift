// Spans as lines, through the real exporter and the real log: what a line says, what the bounds
// cost, and that the books add up.
import Locking
import OTLP
import PocketTempo
import Reactor
import Testing
import TraceSDK
import Tracing
import Wire

@testable import App

/// What another thread told, in order.
private final class Kept<Element: Sendable>: Sendable {
    private let elements = Locked<[Element]>([])
    var all: [Element] { elements.withLock { $0 } }

    func append(_ element: Element) { elements.withLock { $0.append(element) } }
}

struct SpanLinesTests {
    private let queue: SpanQueue
    private let tracer: TraceSDK.Tracer
    private let events = Kept<ExporterEvent>()

    init() throws {
        queue = try SpanQueue(
            envelope: ExportEnvelope(
                resource: Resource([Attribute("service.name", .string("sample"))]),
                scopeName: "tests", scopeVersion: "1"))
        var random = SystemRandomNumberGenerator()
        tracer = TraceSDK.Tracer(
            sampler: .alwaysOn, generator: IDGenerator(seededBy: &random),
            sink: SharedSpanSink(queue: queue))
    }

    private func exporter(_ capture: LogCapture) throws -> Exporter {
        let clocks = Clocks(
            monotonic: { .now() }, wall: { WallTime(unixNanoseconds: LogCapture.time) })
        let exporter = Exporter(
            queue: queue,
            transport: ConsoleTransport(lines: capture.system.makeSpanLines(clocks: clocks)),
            onEvent: { [events] event in
                if case .attemptEnded = event { return }
                events.append(event)
            })
        try exporter.start()
        return exporter
    }

    private func record(_ count: Int, attribute: String = "") {
        for number in 0..<count {
            let span = tracer.startSpan(
                "span \(number)", context: .topLevel, role: .internal, startUnixNanoseconds: 1)
            if !attribute.isEmpty {
                for key in 0..<7 { span.recording?.set("key.\(key)", .string(attribute)) }
            }
            span.recording?.end(at: 2)
        }
    }

    private func expectLaw(_ account: SpanAccount) {
        #expect(account.isBalanced, "\(account)")
        #expect(account.queued == 0 && account.inFlight == 0 && account.failed == 0)
    }

    @Test func aSpanIsOneLineWithAllThatItSays() throws {
        let capture = try LogCapture(minimumLevel: .error)
        let exporter = try exporter(capture)
        var context = ServiceContext.topLevel
        context.spanContext = SpanContext(
            traceID: TraceID(high: 0xAB, low: 2), spanID: SpanID(bits: 3), flags: .sampled)
        let span = tracer.startSpan(
            "GET /health", context: context, role: .server, startUnixNanoseconds: 1_000_000_001)
        let recording = try #require(span.recording)
        recording.set("http.request.method", .string("GET"))
        recording.set("http_request_method", .string("twin"))
        recording.set("status", .integer(200))
        recording.set("ratio", .double(0.5))
        recording.set("flag", .boolean(true))
        recording.set("list", .list([.integer(1), .string("a")]))
        recording.set("none", .list([]))
        recording.set("map", .map([Attribute("a", .integer(1))]))
        recording.set("bytes", .bytes([1, 2, 3]))
        recording.addEvent(
            "exception", at: 1_000_000_002, attributes: [Attribute("type", .string("E\n"))])
        recording.addLink(
            SpanContext(
                traceID: TraceID(high: 4, low: 5), spanID: SpanID(bits: 6), flags: .sampled),
            attributes: [Attribute("why", .string("because"))])
        recording.setOutcome(.error(description: "bad \u{1B}[1mday"))
        recording.end(at: 1_001_500_001)
        let id = "\(span.spanContext.spanID)"
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        expectLaw(exporter.shutdown(timeout: .seconds(5)).account)
        let lines = capture.finish()
        #expect(lines.count == 1)
        let line = try parsed(try #require(lines.first))
        let trace = "00000000000000ab0000000000000002"
        #expect(line["message"]?.string == "Span GET /health trace_id=\(trace)")
        #expect(line["trace_id"]?.string == trace && line["span_id"]?.string == id)
        #expect(line["level"]?.string == "info" && line["logger"]?.string == "spans")
        for (key, text) in [
            ("span_kind", "SERVER"), ("parent_span_id", "0000000000000003"),
            ("span_start", "1970-01-01T00:00:01.000000001Z"), ("span_status", "ERROR"),
            ("span_status_message", "bad day"), ("scope_name", "tests"),
            ("attribute_http_request_method", "GET"), ("attribute_http_request_method_2", "twin"),
            ("attribute_list", "[1,a]"), ("attribute_none", "[]"), ("attribute_map", "{a=1}"),
            ("attribute_bytes", "3 bytes"), ("event_1_name", "exception"),
            ("event_1_time", "1970-01-01T00:00:01.000000002Z"), ("event_1_type", "E\n"),
            ("link_1_trace_id", "00000000000000040000000000000005"),
            ("link_1_span_id", "0000000000000006"), ("link_1_why", "because"),
        ] { #expect(line[key]?.string == text, "\(key)") }
        #expect(line["span_duration_ms"]?.number == 1.5)
        #expect(line["attribute_status"]?.integer == 200 && line["attribute_ratio"]?.number == 0.5)
        let keys = line.members?.map(\.key) ?? []
        #expect(Set(keys).count == keys.count)
        for key in keys {
            #expect(key.utf8.allSatisfy { $0.isDigit || $0.isLowercaseLetter || $0 == 0x5F })
        }
    }

    @Test(arguments: [(5, 0), (6, 1), (700, 695)])
    func whatIsAboveTheRateIsRejectedAndCounted(spans: Int, rejected: Int) throws {
        let capture = try LogCapture(linesPerSecond: 5)
        let exporter = try exporter(capture)
        record(spans)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let account = exporter.shutdown(timeout: .seconds(5)).account
        #expect(account.exported == 5 && account.rejected == rejected)
        expectLaw(account)
        #expect(capture.system.drops.counts().overRate == UInt64(rejected))
        let isTold = events.all.contains { event in
            guard case .partialSuccess(_, let message) = event else { return false }
            return message.hasSuffix(" above LOG_MAX_LINES_PER_SECOND")
        }
        #expect(isTold == (rejected > 0) && exporter.state == .ok)
        let lines = try capture.finish().map { try parsed($0) }
        #expect(lines.filter { $0["logger"]?.string == "spans" }.count == 5)
    }

    @Test func whatHasNoRoomWhileStdoutIsSlowIsRejectedAndCounted() throws {
        let capture = try LogCapture()
        _ = capture.pipe.fill()
        let exporter = try exporter(capture)
        let lineBytes = 14_000
        record(
            LogLimits.queueBytes / lineBytes + 50, attribute: String(repeating: "a", count: 2_000))
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let account = exporter.shutdown(timeout: .seconds(5)).account
        #expect(account.rejected > 0 && account.exported > 0)
        expectLaw(account)
        #expect(capture.system.drops.counts().queueFull == UInt64(account.rejected))
        // Why: the log's thread must have let go of the pipe before its number is another's.
        capture.pipe.closeRead()
        #expect(!capture.system.shutdown(within: .seconds(20)))
    }

    @Test func aLineThatWouldBeTooLongIsCutAndSaysSo() throws {
        let capture = try LogCapture()
        let lines = capture.system.makeSpanLines(clocks: .system)
        var span = PocketSpan()
        span.attributes = (0..<20).map {
            PocketAttribute(key: "k\($0)", value: .string(String(repeating: "a", count: 3_000)))
        }
        #expect(lines.write([span]) == SpanLines.Refused())
        let line = try #require(capture.finish().first)
        #expect(line.utf8.count < LogLimits.lineBytes)
        #expect(try parsed(line)["cut"] != nil)
    }

    @Test func whatIsNoRequestIsAFailureAndNoLine() throws {
        let capture = try LogCapture()
        let transport = ConsoleTransport(lines: capture.system.makeSpanLines(clocks: .system))
        let replies = Kept<ExportReply>()
        _ = transport.send([0xFF], timeout: .seconds(1)) { reply in
            replies.append(reply)
        }
        guard case .unanswered("decode", _, false)? = replies.all.first else {
            Issue.record("\(replies.all)")
            return
        }
        #expect(capture.finish().isEmpty)
    }
}
