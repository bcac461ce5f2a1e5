// What becomes of batches that cannot be delivered, with a spool and without one. Real time is kept
// short by short patience; the books are held to their law at every quiet point.
import Reactor
import Testing
import TraceSDK

@testable import OTLP

struct ExporterSpoolTests {
    private let rig: ExporterRig

    init() throws {
        rig = try ExporterRig()
    }

    private func exporter(
        _ transport: ScriptedTransport, spool: MemorySpool?, recovered: Int = 0,
        change: (inout ExporterSettings) -> Void = { _ in }
    ) throws -> Exporter {
        rig.queue.accounting.recover(spans: recovered)
        return try rig.exporter(transport, spool: spool) {
            $0.scheduleDelay = .milliseconds(20)
            $0.patience = .milliseconds(200)
            $0.replayInterval = .milliseconds(1)
            change(&$0)
        }
    }

    @Test func whatCannotBeDeliveredIsSpooledAndReplayed() async throws {
        let transport = ScriptedTransport(always: .refused)
        let spool = MemorySpool()
        let exporter = try exporter(transport, spool: spool)
        rig.record(3)
        try await eventually { exporter.account.spooled == 3 }
        expectLaw(exporter)
        #expect(exporter.account.queued == 0 && exporter.account.heldBytes == 0)
        #expect(spool.spans == 3)
        rig.record(600)
        try await eventually { exporter.account.spooled == 603 }
        transport.follow([])
        try await eventually { exporter.account.exported == 603 }
        expectLaw(exporter)
        #expect(spool.batches.isEmpty && exporter.state == .ok)
        #expect(Set(spool.outcomes).isSubset(of: [.delivered, .postponed]))
        let summary = exporter.shutdown(timeout: .seconds(5))
        #expect(summary.abandonedSpans == 0 && summary.spooledSpans == 0)
    }

    @Test func aFlushIsOverWhenItsSpansAreOnDisk() throws {
        let exporter = try exporter(ScriptedTransport(always: .refused), spool: MemorySpool())
        rig.record(3)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(exporter.account.spooled == 3)
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func whatAnEarlierProcessLeftIsReplayed() async throws {
        rig.record(5)
        let left = try #require(rig.queue.takeBatch())
        rig.queue.accounting.fail(spans: 5, bytes: left.spanBytes, reason: "shutdown")
        let spool = MemorySpool([(left.body, 5), (left.body, 5)])
        let transport = ScriptedTransport()
        let exporter = try exporter(transport, spool: spool, recovered: 10)
        try await eventually { exporter.account.exported == 10 }
        #expect(exporter.account.recovered == 10 && exporter.account.spooled == 0)
        expectLaw(exporter)
        #expect(transport.bodies == [left.body, left.body])
        #expect(spool.outcomes == [.delivered, .delivered])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aReplayedBatchThatIsRefusedForGoodIsCountedOnce() async throws {
        rig.record(4)
        let left = try #require(rig.queue.takeBatch())
        rig.queue.accounting.fail(spans: 4, bytes: left.spanBytes, reason: "shutdown")
        let spool = MemorySpool([(left.body, 4)])
        let exporter = try exporter(
            ScriptedTransport([.status(400)]), spool: spool, recovered: 4)
        try await eventually { exporter.account.spooled == 0 && !spool.outcomes.isEmpty }
        #expect(spool.outcomes == [.lost] && spool.batches.isEmpty)
        #expect(exporter.account.failures.last == SpanAccount.Failure(reason: "400", count: 4))
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aReplayedBatchThatIsTooLargeIsSpooledInParts() async throws {
        rig.record(4)
        let left = try #require(rig.queue.takeBatch())
        rig.queue.accounting.fail(spans: 4, bytes: left.spanBytes, reason: "shutdown")
        let spool = MemorySpool([(left.body, 4)])
        let transport = ScriptedTransport([.status(413)])
        let exporter = try exporter(transport, spool: spool, recovered: 4)
        try await eventually { exporter.account.exported == 4 }
        #expect(spool.outcomes == [.replaced, .delivered, .delivered])
        #expect(try transport.bodies.map { try spans(ofRequest: $0).count } == [4, 2, 2])
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test(arguments: [0, 1, 2])
    func partsThatTheSpoolDoesNotTakeComeBackToMemory(_ room: Int) async throws {
        rig.record(4)
        let left = try #require(rig.queue.takeBatch())
        rig.queue.accounting.fail(spans: 4, bytes: left.spanBytes, reason: "shutdown")
        let spool = MemorySpool([(left.body, 4)])
        spool.hold(atMost: room)
        let transport = ScriptedTransport([.status(413)])
        let exporter = try exporter(transport, spool: spool, recovered: 4)
        try await eventually { exporter.account.exported == 4 }
        #expect(exporter.account.failed == 4 && exporter.account.heldBytes == 0)
        #expect(try transport.bodies.map { try spans(ofRequest: $0).count } == [4, 2, 2])
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aPartThatCameBackIsCutAgainAndHoldsUpNoFlush() async throws {
        let left = try request(of: 4)
        let spool = MemorySpool([(left, 4)])
        spool.hold(atMost: 0)
        let transport = ScriptedTransport([.status(413), .status(413)])
        let exporter = try exporter(transport, spool: spool, recovered: 4)
        try await eventually { exporter.account.exported == 4 }
        #expect(
            try transport.bodies.map { try spans(ofRequest: $0).count } == [4, 2, 1, 1, 2])
        rig.record(3)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(exporter.account.exported == 7)
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aSpoolThatTakesNothingCostsNothing() async throws {
        let transport = ScriptedTransport(always: .refused)
        let spool = MemorySpool()
        spool.accept(false)
        let exporter = try exporter(transport, spool: spool)
        rig.record(3)
        try await eventually { spool.offers > 0 }
        #expect(exporter.account.queued + exporter.account.inFlight == 3)
        transport.follow([])
        try await eventually { exporter.account.exported == 3 }
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aShutdownLeavesTheRestToTheSpool() async throws {
        let transport = ScriptedTransport(always: .refused)
        let spool = MemorySpool()
        let exporter = try exporter(transport, spool: spool) {
            $0.patience = .seconds(600)
            $0.exportTimeout = .seconds(600)
        }
        rig.record(2_000)
        try await eventually { exporter.state != .starting }
        let summary = exporter.shutdown(timeout: .seconds(60))
        #expect(summary.spooledSpans == 2_000 && summary.abandonedSpans == 0)
        let counts = try spool.batches.map { try spans(ofRequest: $0.body).count }
        #expect(counts.reduce(0, +) == 2_000 && counts.allSatisfy { $0 <= 512 })
        expectLaw(summary.account)
    }

    @Test func aShutdownSpoolsTheTransferThatHangs() async throws {
        let transport = ScriptedTransport(always: .hang)
        let spool = MemorySpool()
        let exporter = try exporter(transport, spool: spool)
        rig.record(600)
        try await eventually { exporter.account.inFlight == 512 }
        let summary = exporter.shutdown(timeout: .milliseconds(200))
        #expect(summary.spooledSpans == 600 && summary.abandonedSpans == 0)
        #expect(summary.account.inFlight == 0)
        expectLaw(summary.account)
    }

    @Test func aShutdownDuringAReplayLeavesItInTheSpool() async throws {
        rig.record(4)
        let left = try #require(rig.queue.takeBatch())
        rig.queue.accounting.fail(spans: 4, bytes: left.spanBytes, reason: "shutdown")
        let spool = MemorySpool([(left.body, 4)])
        let exporter = try exporter(ScriptedTransport(always: .hang), spool: spool, recovered: 4)
        try await eventually { exporter.account.inFlight == 4 }
        #expect(exporter.account.spooled == 0)
        expectLaw(exporter)
        let summary = exporter.shutdown(timeout: .milliseconds(50))
        #expect(spool.outcomes == [.postponed] && summary.account.spooled == 4)
        expectLaw(summary.account)
    }

    @Test func aPoisonBatchDoesNotStandInTheWay() async throws {
        let transport = ScriptedTransport(always: .ok)
        transport.refuse { body in body.count > 10_000 }
        let exporter = try exporter(transport, spool: nil) {
            $0.patience = .milliseconds(50)
            $0.scheduleDelay = .milliseconds(10)
        }
        rig.record(1, valueBytes: 20_000)
        exporter.requestFlush()
        try await eventually { exporter.state != .starting }
        for _ in 0..<5 {
            let before = exporter.account.exported
            rig.record(2)
            try await eventually { exporter.account.exported == before + 2 }
        }
        #expect(
            exporter.account.failed == 0 && exporter.account.queued + exporter.account.inFlight == 1
        )
        _ = exporter.shutdown(timeout: .seconds(5))
        expectLaw(exporter)
    }

    @Test func aBatchThatFailsForTooLongIsGivenUp() async throws {
        let exporter = try exporter(ScriptedTransport(always: .refused), spool: nil) {
            $0.longestRetry = .milliseconds(300)
        }
        rig.record(7)
        try await eventually { exporter.account.failed == 7 }
        #expect(
            exporter.account.failures == [
                SpanAccount.Failure(reason: "retries_exhausted", count: 7)
            ])
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    /// With a spool five seconds from the first failure, or less where the next attempt would end
    /// later; without one an hour from the begin.
    @Test(arguments: [(true, 1, 4), (false, 3_599, 1)])
    func howLongABatchWaitsForItsReceiver(
        _ hasSpool: Bool, _ seconds: Int64, _ more: Int64
    ) async throws {
        let clocks = StillClocks()
        let queue = try SpanQueue(envelope: .sample)
        let transport = ScriptedTransport(always: .refused)
        let exporter = Exporter(
            queue: queue, transport: transport, spool: hasSpool ? MemorySpool() : nil,
            clocks: clocks.clocks, draw: { 1 })
        try exporter.start()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(3)
        buffer.flush()
        exporter.requestFlush()
        try await eventually { transport.bodies.count == 1 && exporter.account.queued == 3 }
        clocks.move(seconds)
        queue.doorbell.signal()
        try await eventually { transport.bodies.count == 2 && exporter.account.queued == 3 }
        #expect(exporter.account.spooled == 0 && exporter.account.failed == 0)
        clocks.move(more)
        queue.doorbell.signal()
        try await eventually { exporter.account.queued == 0 }
        try await eventually { exporter.account.spooled == (hasSpool ? 3 : 0) }
        #expect(exporter.account.failed == (hasSpool ? 0 : 3))
        expectLaw(exporter.shutdown(timeout: .zero).account)
    }

    @Test func aBatchThatFailsTenTimesWhileOthersGetThroughIsGivenUp() async throws {
        let clocks = StillClocks()
        var limits = SpanQueueLimits()
        limits.batchSpans = 1
        let queue = try SpanQueue(envelope: .sample, limits: limits)
        let transport = ScriptedTransport()
        transport.refuse { $0.count > 900 }
        let exporter = Exporter(
            queue: queue, transport: transport, clocks: clocks.clocks, draw: { 1 })
        try exporter.start()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(1, valueBytes: 900)
        try await eventually { transport.bodies.count == 1 }
        var others = 0
        while exporter.account.failed == 0, others < 40 {
            #expect(exporter.account.queued + exporter.account.inFlight == 1)
            buffer.recordSamples(1)
            others += 1
            // Longer than any back-off, so that both have their turn.
            try await eventually {
                clocks.move(6)
                queue.doorbell.signal()
                return exporter.account.exported == others
            }
        }
        let failure = SpanAccount.Failure(reason: "retries_exhausted", count: 1)
        #expect(exporter.account.failures == [failure])
        let tries = transport.bodies.count { $0.count > 900 }
        #expect(tries > ExporterSettings.maximumStrikes)
        #expect(others >= ExporterSettings.maximumStrikes && others < 40)
        expectLaw(exporter.shutdown(timeout: .seconds(5)).account)
    }

    @Test func strikesCountOnlyWhileOthersGetThrough() {
        var batch = PendingBatch(
            SpanBatch(body: [], spans: 1, spanBytes: 1, sequence: 1))
        let now = MonotonicTime(nanoseconds: 1)
        for _ in 0..<5 { batch.fail(now: now, successes: 3) }
        #expect(batch.strikes == 0 && batch.firstFailure == now)
        batch.fail(now: now + .seconds(1), successes: 4)
        batch.fail(now: now + .seconds(2), successes: 4)
        batch.fail(now: now + .seconds(3), successes: 9)
        #expect(batch.strikes == 2 && batch.firstFailure == now)
    }

    @Test func manyRequestsAreUnderWayOnceTheReceiverAnswers() async throws {
        let transport = ScriptedTransport([.ok], always: .hang)
        let exporter = try exporter(transport, spool: nil) { $0.concurrency = 3 }
        rig.record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        rig.record(512 * 5)
        try await eventually { exporter.account.inFlight == 512 * 3 }
        #expect(exporter.account.queued == 512 * 2)
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .zero)
        expectLaw(exporter)
    }
}
