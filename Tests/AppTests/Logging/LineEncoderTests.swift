// Lines as bytes: golden ones, and the bound of a line under records that ask for more.
import Testing
import Wire

@testable import App

struct LineEncoderTests {
    private let trace = LogTrace(
        traceHigh: 0x4bf9_2f35_77b3_4da6, traceLow: 0xa3ce_929d_0e0e_4736,
        span: 0x00f0_67aa_0ba9_02b7, isSampled: true)

    private func line(
        _ format: LogFormat, _ message: String, level: LogLevel = .info,
        trace: LogTrace? = nil, fields: [LogField] = []
    ) -> String {
        let encoder = LineEncoder(format: format, service: "gatewayz \"api\"", environment: "dev")
        return text {
            encoder.append(
                LogRecord(
                    unixNanoseconds: LogCapture.time, level: level, logger: "probe.loop",
                    message: message, trace: trace, fields: fields), to: &$0)
        }
    }

    @Test func writesTheKeysInTheirOrder() {
        let fields = [
            LogField("provider", .text("openai")), LogField("Tries.Made", .whole(-3)),
            LogField("ratio", .real(0.25)), LogField("ok", .flag(false)),
            LogField("nan", .real(.nan)),
        ]
        let expected =
            #"{"timestamp":"2026-11-21T01:45:38.123456Z","level":"warn","#
            + #""message":"Tempo is away 🔭 trace_id=4bf92f3577b34da6a3ce929d0e0e4736","#
            + #""logger":"probe.loop","service":"gatewayz \"api\"","environment":"dev","#
            + #""trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","#
            + #""trace_sampled":true,"provider":"openai","tries_made":-3,"ratio":0.25,"#
            + #""ok":false,"nan":"nan"}"# + "\n"
        #expect(
            line(.json, "Tempo is away 🔭", level: .warn, trace: trace, fields: fields) == expected)
    }

    @Test func outsideASpanNoLineSpeaksOfTraces() {
        for format in LogFormat.allCases {
            #expect(!line(format, "hello").contains("trace"))
        }
    }

    @Test func writesForATerminal() {
        let fields = [LogField("provider", .text("a\"b")), LogField("n", .whole(1))]
        #expect(
            line(.text, "say \"hi\"\n", level: .error, trace: trace, fields: fields)
                == "01:45:38.123 error say \"hi\"\\n provider=a\"b n=1"
                + " trace_id=4bf92f3577b34da6a3ce929d0e0e4736\n")
        #expect(line(.text, "x", level: .warn) == "01:45:38.123 warn  x\n")
    }

    @Test(arguments: LogLevel.allCases)
    func everyLevelIsAWordThatRailwayKnows(_ level: LogLevel) throws {
        let value = try parsed(line(.json, "x", level: level))
        #expect(value["level"]?.string == "\(level.name)")
        #expect(["debug", "info", "warn", "error"].contains(value["level"]?.string))
    }

    @Test func aMessageMeetsItsLimitAndIsCutOneBeyond() throws {
        let longest = String(repeating: "m", count: LogLimits.messageBytes)
        #expect(try parsed(line(.json, longest))["message"]?.string == longest)
        let cut = try parsed(line(.json, longest + "m", trace: trace))["message"]?.string
        #expect(cut?.hasSuffix("m… trace_id=4bf92f3577b34da6a3ce929d0e0e4736") == true)
    }

    @Test(arguments: LogFormat.allCases)
    func noLineIsLongerThanItsBound(_ format: LogFormat) throws {
        let long = String(repeating: "\u{1}", count: 100_000)
        let encoder = LineEncoder(format: format, service: long, environment: long)
        let record = LogRecord(
            unixNanoseconds: .max, level: .error, logger: long, message: long, trace: trace,
            fields: (0..<100).map { LogField("\($0)" + long, .text(long)) })
        let line = text { encoder.append(record, to: &$0) }
        #expect(line.utf8.count <= LogLimits.lineBytes)
        #expect(line.utf8.count > LogLimits.lineBytes - LogLimits.fieldBytes - 256)
        #expect(line.filter(\.isNewline).count == 1)
        if format == .json { #expect(try parsed(line)["cut"]?.boolean == true) }
    }

    @Test(arguments: [
        ("http.route", "field_http_route"), ("A-b C", "a_b_c"), ("", "field_"), ("é", "__"),
        ("time", "field_time"), ("Timestamp", "field_timestamp"), ("trace.id", "field_trace_id"),
        ("t", "field_t"), ("provider", "provider"),
        (String(repeating: "k", count: 100), String(repeating: "k", count: 56)),
    ])
    func makesKeysSafe(_ given: String, _ key: String) {
        #expect(LogField(given, .whole(1)).key == key)
    }
}
