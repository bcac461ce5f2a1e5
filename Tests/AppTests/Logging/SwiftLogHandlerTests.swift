// The swift-log backend, driven through swift-log's own Logger.
import Logging
import Testing
import TraceSDK
import Tracing
import Wire

@testable import App

struct SwiftLogHandlerTests {
    private let capture: LogCapture
    private let trace = LogTrace(traceHigh: 1, traceLow: 2, span: 3, isSampled: true)

    init() throws { capture = try LogCapture() }

    private func logger(
        trace: LogTrace? = nil, provider: Logger.MetadataProvider? = nil
    ) -> Logger {
        Logger(label: "lib.x") { label in
            SwiftLogHandler(
                label: label, log: capture.system.log, currentTrace: { trace },
                metadataProvider: provider)
        }
    }

    @Test func writesMessageLabelAndMetadata() throws {
        var logger = logger()
        logger[metadataKey: "peer.name"] = "tempo"
        logger.info(
            "hello",
            metadata: [
                "n": .stringConvertible(7), "big": .stringConvertible(Int64.max),
                "r": .stringConvertible(0.5), "ok": .stringConvertible(true),
                "list": .array(["a", "b"]), "map": .dictionary(["k": "v"]),
            ])
        let value = try parsed(capture.finish()[0])
        #expect(value["message"]?.string == "hello")
        #expect(value["logger"]?.string == "lib.x")
        #expect(value["peer_name"]?.string == "tempo")
        #expect(value["n"]?.integer == 7)
        #expect(value["big"]?.integer == .max)
        #expect(value["r"]?.number == 0.5)
        #expect(value["ok"]?.boolean == true)
        #expect(value["list"]?.string == #"["a", "b"]"#)
        #expect(value["map"]?.string == #"["k": "v"]"#)
    }

    @Test func theNearestMetadataWins() throws {
        var logger = logger(provider: Logger.MetadataProvider { ["a": "moment", "b": "moment"] })
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        #expect(logger[metadataKey: "c"] == "logger")
        logger.warning("x", metadata: ["a": "event"])
        let value = try parsed(capture.finish()[0])
        #expect(value["a"]?.string == "event")
        #expect(value["b"]?.string == "moment")
        #expect(value["c"]?.string == "logger")
        #expect(value["level"]?.string == "warn")
    }

    @Test func keysThatBecomeTheSameAreAllKept() throws {
        logger().info("x", metadata: ["a.b": "1", "a-b": "2", "a_b": "3", "trace_id": "4"])
        let line = capture.finish()[0]
        #expect(line.hasSuffix(#""a_b":"2","a_b_2":"1","a_b_3":"3","field_trace_id":"4"}"#))
    }

    @Test func carriesTheSpanItRunsIn() throws {
        logger(trace: trace).error("inside")
        logger().error("outside")
        let lines = capture.finish()
        let inside = try parsed(lines[0])
        #expect(inside["message"]?.string == "inside trace_id=00000000000000010000000000000002")
        #expect(inside["span_id"]?.string == "0000000000000003")
        #expect(inside["trace_sampled"]?.boolean == true)
        #expect(!lines[1].contains("trace"))
    }

    @Test func findsTheSpanOfItsTask() throws {
        let logger = Logger(label: "lib") { SwiftLogHandler(label: $0, log: capture.system.log) }
        var context = ServiceContext.topLevel
        context.spanContext = SpanContext(
            traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: 3), flags: [])
        ServiceContext.withValue(context) { logger.info("inside") }
        context.spanContext = SpanContext(traceID: .invalid, spanID: .invalid, flags: [])
        ServiceContext.withValue(context) { logger.info("nowhere") }
        logger.info("outside")
        let lines = capture.finish()
        #expect(lines[0].contains(#""trace_id":"00000000000000010000000000000002""#))
        #expect(lines[0].contains(#""span_id":"0000000000000003","trace_sampled":false"#))
        #expect(!lines[1].contains("trace"))
        #expect(!lines[2].contains("trace"))
    }

    @Test func tellsTheErrorOfAnEvent() throws {
        struct Broken: Error, CustomStringConvertible { var description: String { "it broke" } }
        logger().error("x", error: Broken())
        #expect(try parsed(capture.finish()[0])["error"]?.string == "it broke")
    }

    @Test(arguments: [
        (Logger.Level.trace, LogLevel.debug), (.debug, .debug), (.info, .info), (.notice, .info),
        (.warning, .warn), (.error, .error), (.critical, .error),
    ])
    func foldsLevels(_ given: Logger.Level, _ level: LogLevel) {
        #expect(LogLevel(given) == level)
    }

    @Test func startsAtTheLevelOfTheSettings() throws {
        let logger = logger()
        #expect(logger.logLevel == .info)
        logger.debug("no")
        logger.notice("yes")
        #expect(capture.finish().count == 1)
    }
}
