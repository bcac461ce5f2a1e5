// The level of tracing's own lines, beside that of the program's.
import OTLP
import Testing
import Wire

@testable import App

struct LogThresholdTests {
    private static let events: [ExporterEvent] = [
        .attemptEnded(.http(200), duration: .milliseconds(12)), .stateChanged(.ok),
        .stateChanged(.failing(reason: "away")), .batchLost(spans: 2, label: "400", reason: "bad"),
    ]

    @Test(
        arguments: [
            (.info, nil, ["info", "warn", "error"]), (.error, nil, ["error"]),
            (.debug, nil, ["debug", "info", "warn", "error"]),
            (.info, .from(.debug), ["debug", "info", "warn", "error"]),
            (.error, .from(.info), ["info", "warn", "error"]),
            (.info, .from(.warn), ["warn", "error"]), (.debug, .from(.error), ["error"]),
            (.debug, .nothing, []),
        ] as [(LogLevel, LogThreshold?, [String])])
    func tracingIsHeardFromItsOwnLevelOn(
        program: LogLevel, tracing: LogThreshold?, written: [String]
    ) throws {
        let capture = try LogCapture(minimumLevel: program)
        let lines = StartupLines(log: capture.system.log.heard(tracing))
        for event in Self.events { lines.tell(event) }
        let levels = try capture.finish().map { try parsed($0)["level"]?.string ?? "none" }
        #expect(levels == written)
    }

    @Test func theProgramKeepsItsOwnLevel() throws {
        let capture = try LogCapture(minimumLevel: .warn)
        let log = capture.system.log
        _ = log.heard(.from(.debug))
        log.info("not this")
        log.warn("this")
        #expect(try capture.finish().map { try parsed($0)["message"]?.string } == ["this"])
        #expect(log.takes(.warn) && !log.takes(.info) && !log.heard(.nothing).takes(.error))
    }

    @Test func debugTellsEveryExport() throws {
        let capture = try LogCapture()
        let lines = StartupLines(log: capture.system.log.heard(.from(.debug)))
        lines.tell(.attemptEnded(.unanswered("connect"), duration: .microseconds(1_500)))
        let line = try parsed(try #require(capture.finish().first))
        #expect(line["message"]?.string == "An export ended: connect")
        #expect(line["result"]?.string == "connect" && line["microseconds"]?.number == 1_500)
    }
}
