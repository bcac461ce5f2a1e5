// Request lines: golden ones for each sentence, hostile paths, the bound a second.
import Testing
import Wire

@testable import App

struct AccessLogTests {
    private let routes = ["/health", "/api/monitoring/health/{provider}"]
    private let trace = LogTrace(
        traceHigh: 0x4bf9_2f35_77b3_4da6, traceLow: 0xa3ce_929d_0e0e_4736,
        span: 0x00f0_67aa_0ba9_02b7, isSampled: false)

    private func record(
        _ sentence: RequestSentence = .none, route: Int? = 0, status: UInt16? = 200,
        nanoseconds: UInt64 = 1_234_567, trace: LogTrace? = nil
    ) -> AccessRecord {
        AccessRecord(
            unixNanoseconds: LogCapture.time, method: "GET", route: route, status: status,
            durationNanoseconds: nanoseconds, sentence: sentence, trace: trace)
    }

    private func add(
        _ record: AccessRecord, path: String = "/health", provider: String = "",
        requestID: String = "r-1", to log: AccessLog
    ) {
        log.add(
            record, path: path.utf8.span, requestID: requestID.utf8.span,
            provider: provider.utf8.span)
    }

    @Test func writesTheWholeLine() throws {
        let capture = try LogCapture()
        let log = capture.system.makeAccessLog(routes: routes)
        add(
            record(.providerHealth, route: 1, trace: trace), path: "/api/monitoring/health/openai",
            provider: "openai", requestID: #"a"b\c"#, to: log)
        log.turnEnded()
        let expected =
            #"{"timestamp":"2026-11-21T01:45:38.123456Z","level":"info","#
            + #""message":"Fetching health for provider: openai - "#
            + #"GET /api/monitoring/health/openai 200 1.234ms "#
            + #"trace_id=4bf92f3577b34da6a3ce929d0e0e4736","logger":"http","#
            + #""service":"gatewayz-api-test","environment":"staging","http_method":"GET","#
            + #""http_path":"/api/monitoring/health/openai","#
            + #""http_route":"/api/monitoring/health/{provider}","http_status":200,"#
            + #""duration_ms":1.234,"request_id":"a\"b\\c","provider":"openai","#
            + #""trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","#
            + #""trace_sampled":false}"#
        #expect(capture.finish() == [expected])
    }

    @Test(arguments: [
        (RequestSentence.none, "GET /health 200 1.234ms"),
        (.healthCheck, "Health check called - GET /health 200 1.234ms"),
        (.providerScores, "Fetching provider health scores - GET /health 200 1.234ms"),
        (.providerHealth, "Fetching health for provider: groq - GET /health 200 1.234ms"),
        (.providerErrors(limit: 7), "Fetching errors for groq, limit: 7 - GET /health 200 1.234ms"),
        (.providerErrors(limit: nil), "Fetching errors for groq - GET /health 200 1.234ms"),
    ])
    func beginsWithTheSentenceOfItsRoute(_ sentence: RequestSentence, _ message: String) throws {
        let capture = try LogCapture()
        let log = capture.system.makeAccessLog(routes: routes)
        add(record(sentence), provider: "groq", to: log)
        log.turnEnded()
        let lines = capture.finish()
        #expect(try parsed(lines[0])["message"]?.string == message)
        #expect(!lines[0].contains("trace"))
    }

    @Test func leavesOutWhatThereIsNot() throws {
        let capture = try LogCapture()
        let log = capture.system.makeAccessLog(routes: routes)
        add(record(route: nil, status: nil, nanoseconds: 0), path: "/nowhere", to: log)
        log.turnEnded()
        let value = try parsed(capture.finish()[0])
        #expect(value["http_route"]?.string == "unmatched")
        #expect(value["http_status"] == nil)
        #expect(value["provider"] == nil)
        #expect(value["duration_ms"]?.number == 0)
        #expect(value["message"]?.string == "GET /nowhere no reply 0ms")
    }

    @Test func aHostileRequestStaysOneSafeLine() throws {
        let capture = try LogCapture()
        let log = capture.system.makeAccessLog(routes: routes)
        let hostile = "/\u{1B}[31m\n\"}{\\ trace_id=0123\u{7F}é"
        add(record(.providerHealth), path: hostile, provider: hostile, requestID: hostile, to: log)
        log.turnEnded()
        let lines = capture.finish()
        #expect(lines.count == 1)
        let value = try parsed(lines[0])
        #expect(value["http_path"]?.string == "/%1B[31m%0A%22}{%5C%20trace_id%3D0123%7F%C3%A9")
        #expect(!lines[0].contains("\u{1B}"))
        #expect(value["message"]?.string?.contains("trace_id=") == false)
    }

    @Test func cutsLongPathsAndProviders() throws {
        let capture = try LogCapture()
        let log = capture.system.makeAccessLog(routes: routes)
        let long = String(repeating: "p", count: 5000)
        add(record(.providerHealth), path: long, provider: long, requestID: long, to: log)
        log.turnEnded()
        let value = try parsed(capture.finish()[0])
        #expect(value["http_path"]?.string?.utf8.count == LogLimits.pathBytes)
        #expect(value["provider"]?.string?.utf8.count == LogLimits.providerBytes)
        #expect(value["request_id"]?.string?.utf8.count == LogLimits.labelBytes)
    }

    @Test func holdsToItsLinesASecondWhileErrorsPass() throws {
        let capture = try LogCapture(linesPerSecond: 5)
        let first = capture.system.makeAccessLog(routes: routes)
        let second = capture.system.makeAccessLog(routes: routes)
        for _ in 0..<10 {
            add(record(), to: first)
            add(record(), to: second)
        }
        first.turnEnded()
        second.turnEnded()
        capture.system.log.error("heard")
        #expect(capture.system.drops.counts().overRate == 15)
        let lines = capture.finish()
        #expect(lines.count { $0.contains(#""logger":"http""#) } == 5)
        #expect(lines.contains { $0.contains("heard") })
        #expect(lines.contains { $0.contains(#""dropped_over_rate":15"#) })
    }

    @Test func writesNothingAboveItsLevel() throws {
        let capture = try LogCapture(minimumLevel: .warn)
        let log = capture.system.makeAccessLog(routes: routes)
        add(record(), to: log)
        log.turnEnded()
        #expect(capture.finish().isEmpty)
        #expect(capture.system.drops.counts().total == 0)
    }

    @Test func writesForATerminal() throws {
        let capture = try LogCapture(format: .text)
        let log = capture.system.makeAccessLog(routes: routes)
        add(record(.healthCheck, trace: trace), to: log)
        log.turnEnded()
        #expect(
            capture.finish() == [
                "01:45:38.123 info  Health check called - GET /health 200 1.234ms"
                    + " trace_id=4bf92f3577b34da6a3ce929d0e0e4736"
            ])
    }

    @Test(arguments: [
        (UInt64(999), "0"), (1000, "0.001"), (1_500_000, "1.5"), (2_000_000_000, "2000"),
        (.max, "18446744073709.551"),
    ])
    func tellsMillisecondsToTheMicrosecond(_ nanoseconds: UInt64, _ milliseconds: String) throws {
        let capture = try LogCapture()
        let log = capture.system.makeAccessLog(routes: routes)
        add(record(nanoseconds: nanoseconds), to: log)
        log.turnEnded()
        #expect(capture.finish()[0].contains("\"duration_ms\":\(milliseconds),"))
    }
}
