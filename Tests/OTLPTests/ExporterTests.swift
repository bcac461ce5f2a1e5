// The exporter against scripted receivers; the books are held to their law in every scenario.
import Reactor
import Testing
import TraceSDK
import Wire

@testable import OTLP

struct ExporterTests {
    private let rig: ExporterRig

    init() throws {
        rig = try ExporterRig()
    }

    private func exporter(
        _ transport: ScriptedTransport, scheduleDelay: Duration = .seconds(60),
        wait: Duration = Backoff.minimum
    ) throws -> Exporter {
        try rig.exporter(transport) {
            $0.scheduleDelay = scheduleDelay
            $0.backoff.first = wait
            $0.backoff.maximum = wait
        }
    }

    private static let failing = ExporterEvent.stateChanged(
        .failing(reason: "HTTP 503 at http://tempo:4318/v1/traces"))

    @Test func everySpanArrivesOnce() throws {
        let transport = ScriptedTransport()
        let exporter = try exporter(transport)
        #expect(exporter.state == .starting)
        rig.record(1_100)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let counts = try transport.bodies.map { try spans(ofRequest: $0).count }
        #expect(counts == [512, 512, 76])
        #expect(exporter.account.exported == 1_100)
        expectLaw(exporter)
        #expect(exporter.account.queued == 0 && exporter.account.heldBytes == 0)
        #expect(exporter.account.lastSuccess != nil && exporter.state == .ok)
        let summary = exporter.shutdown(timeout: .seconds(5))
        #expect(summary.deliveredSpans == 0 && summary.abandonedSpans == 0)
        #expect(rig.log.events == [.stateChanged(.ok)])
    }

    @Test func aWholeBatchDoesNotWaitForTheSchedule() async throws {
        let transport = ScriptedTransport()
        let exporter = try exporter(transport)
        rig.record(512)
        try await eventually { exporter.account.exported == 512 }
        rig.record(1)
        #expect(exporter.account.queued == 1)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func theScheduleSendsWhatThereIs() async throws {
        let transport = ScriptedTransport()
        let exporter = try exporter(transport, scheduleDelay: .milliseconds(20))
        rig.record(3)
        try await eventually { exporter.account.exported == 3 }
        rig.record(4)
        try await eventually { exporter.account.exported == 7 }
        #expect(transport.bodies.count == 2)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test(arguments: [400, 408, 500])
    func aPermanentFailureIsDroppedOnceAndCounted(_ status: Int) throws {
        let transport = ScriptedTransport([.status(status)])
        let exporter = try exporter(transport)
        rig.record(5)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(transport.bodies.count == 1)
        let account = exporter.account
        #expect(account.failures == [SpanAccount.Failure(reason: "\(status)", count: 5)])
        #expect(account.lost == 5)
        expectLaw(account)
        let reason = "HTTP \(status) at http://tempo:4318/v1/traces"
        #expect(exporter.state == .failing(reason: reason))
        rig.record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(exporter.account.exported == 1)
        expectLaw(exporter)
        #expect(
            rig.log.events == [
                .stateChanged(.failing(reason: reason)),
                .batchLost(spans: 5, label: "\(status)", reason: reason), .stateChanged(.ok),
            ])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aRequestThatIsTooLargeIsCutUntilItPasses() throws {
        let transport = ScriptedTransport([.status(413), .status(413)])
        let exporter = try exporter(transport)
        rig.record(9)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let counts = try transport.bodies.map { try spans(ofRequest: $0).count }
        #expect(counts == [9, 4, 2, 2, 5])
        #expect(exporter.account.exported == 9 && exporter.state == .ok)
        expectLaw(exporter)
        #expect(rig.log.events == [.stateChanged(.ok)])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aSpanThatIsTooLargeAloneIsDroppedAndCounted() throws {
        let transport = ScriptedTransport([.status(413), .status(413)])
        let exporter = try exporter(transport)
        rig.record(2)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(
            exporter.account.failures == [SpanAccount.Failure(reason: "too_large", count: 1)])
        #expect(exporter.account.exported == 1)
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func overloadKeepsTheBatchInItsPlace() throws {
        let transport = ScriptedTransport([.status(503), .status(429), .status(502)])
        let exporter = try exporter(transport)
        rig.record(600)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let bodies = transport.bodies
        #expect(bodies.count == 5)
        #expect(bodies[0] == bodies[1] && bodies[1] == bodies[2] && bodies[2] == bodies[3])
        #expect(try spans(ofRequest: bodies[3]).count == 512)
        #expect(try spans(ofRequest: bodies[4]).count == 88)
        #expect(exporter.account.exported == 600)
        expectLaw(exporter)
        #expect(rig.log.events == [Self.failing, .stateChanged(.ok)])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aRefusedConnectionIsRetried() throws {
        let transport = ScriptedTransport([.refused, .refused])
        let exporter = try exporter(transport)
        rig.record(2)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(transport.bodies.count == 3)
        #expect(exporter.account.exported == 2)
        expectLaw(exporter)
        #expect(
            rig.log.events.first
                == .stateChanged(.failing(reason: "connection refused (10.0.0.1:4318)")))
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func retryAfterIsObeyed() throws {
        let transport = ScriptedTransport([.status(429, retryAfter: .seconds(1))])
        let exporter = try exporter(transport)
        rig.record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(transport.times.count == 2)
        #expect(transport.times[1] - transport.times[0] >= .seconds(1))
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func partialSuccessIsCountedAndNotRepeated() throws {
        var body: [UInt8] = []
        let success = Protobuf.beginMessage(field: 1, to: &body)
        Protobuf.appendVarint(field: 1, 3, to: &body)
        Protobuf.appendString(field: 2, "too\nold", to: &body)
        Protobuf.endMessage(success, in: &body)
        let transport = ScriptedTransport([.status(200, body: body)])
        let exporter = try exporter(transport)
        rig.record(10)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(transport.bodies.count == 1)
        let account = exporter.account
        #expect(account.exported == 7 && account.rejected == 3)
        expectLaw(account)
        #expect(
            rig.log.events == [
                .stateChanged(.ok), .partialSuccess(rejected: 3, message: "too old"),
            ])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func whatIsRetriedCountsAgainstTheBound() async throws {
        var limits = SpanQueueLimits()
        limits.spans = 4
        let queue = try SpanQueue(envelope: .sample, limits: limits)
        let transport = ScriptedTransport([.hang])
        let exporter = Exporter(queue: queue, transport: transport)
        try exporter.start()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(4)
        try await eventually { exporter.account.inFlight == 4 }
        #expect(exporter.account.queued == 0)
        expectLaw(exporter)
        buffer.recordSamples(1)
        #expect(exporter.account.droppedQueueFull == 1)
        expectLaw(exporter)
        let summary = exporter.shutdown(timeout: .zero)
        #expect(summary.abandonedSpans == 4 && summary.account.inFlight == 0)
        expectLaw(summary.account)
    }

    @Test func shutdownCutsABackOffShortAndDelivers() async throws {
        let transport = ScriptedTransport([.status(503)])
        let exporter = try exporter(transport, wait: .seconds(600))
        rig.record(600)
        try await eventually { exporter.state != .starting }
        #expect(exporter.account.queued == 600)
        expectLaw(exporter)
        let summary = exporter.shutdown(timeout: .seconds(60))
        #expect(summary.deliveredSpans == 600 && summary.abandonedSpans == 0)
        #expect(transport.bodies.count == 3)
        expectLaw(summary.account)
    }

    @Test func shutdownTriesEachBatchOnce() async throws {
        let transport = ScriptedTransport([.refused, .refused, .refused])
        let exporter = try exporter(transport, wait: .seconds(600))
        rig.record(600)
        try await eventually { exporter.state != .starting }
        let summary = exporter.shutdown(timeout: .seconds(60))
        #expect(transport.bodies.count == 3)
        #expect(summary.abandonedSpans == 600)
        expectLaw(summary.account)
        #expect(
            summary.account.failures == [SpanAccount.Failure(reason: "shutdown", count: 600)])
    }

    @Test func shutdownEndsATransferThatHangs() async throws {
        let transport = ScriptedTransport([.hang])
        let exporter = try exporter(transport)
        rig.record(600)
        try await eventually { exporter.account.inFlight == 512 }
        let summary = exporter.shutdown(timeout: .milliseconds(50))
        #expect(summary.deliveredSpans == 0 && summary.abandonedSpans == 600)
        #expect(summary.account.queued == 0)
        expectLaw(summary.account)
        #expect(exporter.state == .starting)
    }

    @Test func aLateSpanIsDroppedAndALateHandOverGivenUp() throws {
        let exporter = try exporter(ScriptedTransport())
        var buffer = SpanBuffer(queue: rig.queue)
        buffer.recordSamples(2)
        _ = exporter.shutdown(timeout: .seconds(5))
        buffer.recordSamples(3)
        buffer.flush()
        let account = exporter.account
        #expect(account.droppedAlreadyShutdown == 3)
        expectLaw(account)
        #expect(account.failures == [SpanAccount.Failure(reason: "shutdown", count: 2)])
        #expect(exporter.shutdown(timeout: .seconds(5)).account == account)
    }

    @Test func shutdownBeforeTheStartGivesUp() throws {
        let exporter = Exporter(queue: rig.queue, transport: ScriptedTransport())
        rig.record(2)
        #expect(exporter.shutdown(timeout: .seconds(5)).abandonedSpans == 2)
        expectLaw(exporter)
    }

    @Test func anAttemptHasNoMoreTimeThanTheShutdown() async throws {
        let transport = ScriptedTransport([.status(503)])
        let exporter = try exporter(transport, wait: .seconds(600))
        rig.record(1)
        exporter.requestFlush()
        try await eventually { exporter.state != .starting }
        _ = exporter.shutdown(timeout: .seconds(2))
        #expect(transport.timeouts.first == .seconds(10))
        #expect(try #require(transport.timeouts.last) <= .seconds(2))
    }

    @Test func zeroLeavesAnAttemptToTheExportsBoundAndIsNoBusyLoop() throws {
        var settings = ExporterSettings()
        settings.attemptTimeout = .zero
        settings.scheduleDelay = .zero
        let transport = ScriptedTransport()
        let exporter = Exporter(queue: rig.queue, transport: transport, settings: settings)
        #expect(exporter.settings.scheduleDelay == ExporterSettings.minimumScheduleDelay)
        try exporter.start()
        rig.record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(transport.timeouts == [.seconds(30)])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aFlushThatCannotSucceedTimesOut() throws {
        let exporter = try exporter(ScriptedTransport([.hang]))
        rig.record(1)
        #expect(try !exporter.forceFlush(timeout: .milliseconds(20)))
        expectLaw(exporter.shutdown(timeout: .zero).account)
    }

    @Test func manyFlushesAtOnceAreEachOverWithTheirSpans() async throws {
        let transport = ScriptedTransport([.status(503)])
        let exporter = try exporter(transport)
        let areOver = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 {
                group.addTask { [queue = rig.queue] in
                    var buffer = SpanBuffer(queue: queue)
                    buffer.recordSamples(3)
                    buffer.flush()
                    return (try? exporter.forceFlush(timeout: .seconds(30))) == true
                        && exporter.account.exported >= 3
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(areOver && exporter.account.exported == 18)
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aFlushIsOverOnceAShutdownHasGivenUpItsSpans() throws {
        let exporter = try exporter(ScriptedTransport([.hang]))
        rig.record(1)
        expectLaw(exporter.shutdown(timeout: .zero).account)
        #expect(try exporter.forceFlush(timeout: .zero))
        let again = exporter.shutdown(timeout: .zero)
        #expect(again.abandonedSpans == 0 && again.account.failed == 1)
        rig.record(1)
        #expect(exporter.account.droppedAlreadyShutdown == 1)
        expectLaw(exporter)
    }

    @Test func aFlushOfNothingIsOverAtOnce() throws {
        let transport = ScriptedTransport()
        let exporter = try exporter(transport)
        #expect(try exporter.forceFlush(timeout: .zero))
        #expect(transport.bodies.isEmpty)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func theBooksBalanceAfterManyProducersAndManyFailures() async throws {
        let transport = ScriptedTransport([
            .ok, .status(503), .refused, .ok, .status(500), .status(504), .ok, .status(404), .ok,
        ])
        let exporter = try exporter(transport)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { [queue = rig.queue] in
                    var buffer = SpanBuffer(queue: queue)
                    for _ in 0..<50 {
                        buffer.recordSamples(40)
                        buffer.flush()
                    }
                }
            }
            for _ in 0..<2 {
                group.addTask { [queue = rig.queue] in
                    let sink = SharedSpanSink(queue: queue)
                    for _ in 0..<500 { sink.ended(.sample) }
                }
            }
        }
        #expect(try exporter.forceFlush(timeout: .seconds(60)))
        let account = exporter.account
        #expect(account.ended == 9_000 && account.queued == 0)
        expectLaw(account)
        #expect(account.exported + account.failed == 9_000)
        #expect(account.failures.map(\.reason) == ["500", "404"])
        _ = exporter.shutdown(timeout: .seconds(5))
    }
}
