// How long the export of one batch may take, with a spool behind it and without one. No span is
// lost to a bound that nobody set; the books are held to their law in each.
import Reactor
import Testing

@testable import OTLP

struct ExportTimeoutTests {
    private let rig: ExporterRig

    init() throws {
        rig = try ExporterRig()
    }

    private func exporter(
        _ transport: ScriptedTransport, spool: MemorySpool? = nil,
        change: (inout ExporterSettings) -> Void
    ) throws -> Exporter {
        try rig.exporter(transport, spool: spool) {
            $0.scheduleDelay = .milliseconds(20)
            change(&$0)
        }
    }

    @Test(arguments: [
        (Duration.seconds(10), Duration.seconds(30), Duration.seconds(10)),
        (.seconds(60), .seconds(30), .seconds(30)), (.zero, .seconds(30), .seconds(30)),
        (.seconds(10), .seconds(2), .seconds(2)), (.zero, .milliseconds(1), .milliseconds(1)),
        (.seconds(10), .zero, .milliseconds(1)),
    ])
    func anAttemptNeverHasMoreTimeThanTheExport(
        attempt: Duration, export: Duration, given: Duration
    ) throws {
        let transport = ScriptedTransport()
        let exporter = try exporter(transport) {
            $0.attemptTimeout = attempt
            $0.exportTimeout = export
        }
        rig.record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(transport.timeouts == [given])
        _ = exporter.shutdown(timeout: .seconds(5))
        expectLaw(exporter)
    }

    @Test func whatIsLateIsOnDiskHoweverLongThePatience() async throws {
        let spool = MemorySpool()
        let exporter = try exporter(ScriptedTransport(always: .refused), spool: spool) {
            $0.patience = .seconds(600)
            $0.exportTimeout = .milliseconds(600)
        }
        rig.record(600)
        try await eventually { exporter.account.spooled == 600 }
        #expect(exporter.account.failed == 0 && spool.spans == 600)
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aRepetitionThatCouldNotEndInTimeIsNotBegun() async throws {
        let spool = MemorySpool()
        let transport = ScriptedTransport(always: .refused)
        let exporter = try exporter(transport, spool: spool) {
            $0.patience = .seconds(600)
            $0.exportTimeout = ExporterSettings.shortestAttempt - .milliseconds(1)
            $0.replayInterval = .seconds(600)
        }
        rig.record(3)
        exporter.requestFlush()
        try await eventually { exporter.account.spooled == 3 }
        expectLaw(exporter)
        let own = transport.timeouts.prefix(1)
        #expect(own == [ExporterSettings.shortestAttempt - .milliseconds(1)])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aSpoolThatTakesNothingCostsNothing() async throws {
        let spool = MemorySpool()
        spool.accept(false)
        let transport = ScriptedTransport(always: .refused)
        let exporter = try exporter(transport, spool: spool) {
            $0.exportTimeout = .milliseconds(20)
        }
        rig.record(3)
        try await eventually { spool.offers > 0 && transport.bodies.count > 2 }
        transport.follow([])
        try await eventually { exporter.account.exported == 3 }
        #expect(exporter.account.failed == 0)
        _ = exporter.shutdown(timeout: .seconds(5))
        expectLaw(exporter)
    }

    @Test func withoutASpoolWhatIsLateOnlyGivesWay() async throws {
        let transport = ScriptedTransport(always: .refused)
        let exporter = try exporter(transport) { $0.exportTimeout = .milliseconds(20) }
        rig.record(3)
        try await eventually { transport.bodies.count > 2 }
        #expect(exporter.account.failed == 0)
        transport.follow([])
        try await eventually { exporter.account.exported == 3 }
        _ = exporter.shutdown(timeout: .seconds(5))
        expectLaw(exporter)
    }

    @Test func withoutASpoolABoundThatIsSetEndsAlsoAWaitThatTheReceiverAskedFor() async throws {
        let transport = ScriptedTransport([.status(503, retryAfter: .seconds(600))])
        let exporter = try exporter(transport) { $0.longestRetry = .milliseconds(200) }
        rig.record(3)
        try await eventually { exporter.account.failed == 3 }
        #expect(
            exporter.account.failures == [
                SpanAccount.Failure(reason: "retries_exhausted", count: 3)
            ])
        #expect(transport.bodies.count == 1 && exporter.account.queued == 0)
        #expect(rig.log.text.contains("3 retries_exhausted HTTP 503"))
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aRepetitionHasWhatIsLeftOfTheBound() async throws {
        let transport = ScriptedTransport([.refused, .refused])
        let exporter = try exporter(transport) {
            $0.attemptTimeout = .seconds(60)
            $0.exportTimeout = .seconds(60)
            $0.longestRetry = .seconds(60)
        }
        rig.record(1)
        try await eventually { exporter.account.exported == 1 }
        let timeouts = transport.timeouts
        #expect(timeouts.count == 3 && timeouts[0] == .seconds(60))
        #expect(timeouts[0] > timeouts[1] && timeouts[1] > timeouts[2])
        _ = exporter.shutdown(timeout: .seconds(5))
        expectLaw(exporter)
    }
}
