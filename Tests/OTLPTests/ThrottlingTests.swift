// A receiver that asks to be left alone while other requests are under way: what it accepts of
// those does not end the wait, and what is new goes to disk meanwhile.
import Locking
import Reactor
import Testing

@testable import OTLP

struct ThrottlingTests {
    /// Keeps each request until the test answers it.
    private final class Receiver: OTLPTransport {
        let destination = ExportDestination.sample
        private let requests = Locked<[@Sendable (ExportReply) -> Void]>([])
        private let sent = Locked<[[UInt8]]>([])

        var count: Int { requests.withLock { $0.count } }
        var bodies: [[UInt8]] { sent.withLock { $0 } }

        func send(
            _ body: [UInt8], timeout: Duration,
            completion: @escaping @Sendable (ExportReply) -> Void
        ) -> @Sendable () -> Void {
            sent.withLock { $0.append(body) }
            requests.withLock { $0.append(completion) }
            return {}
        }

        func answer(_ index: Int, _ status: Int, after wait: Duration? = nil) {
            requests.withLock { $0[index] }(
                .answered(status: status, retryAfter: wait, body: []))
        }
    }

    /// An exporter of single spans whose first has arrived.
    private struct Rig {
        let clocks = StillClocks()
        let receiver = Receiver()
        let exporter: Exporter
        private let queue: SpanQueue

        init(spool: MemorySpool? = nil) async throws {
            var limits = SpanQueueLimits()
            limits.batchSpans = 1
            queue = try SpanQueue(envelope: .sample, limits: limits)
            exporter = Exporter(
                queue: queue, transport: receiver, spool: spool, clocks: clocks.clocks,
                draw: { 1 })
            try exporter.start()
            record(1)
            try await receives(1)
            receiver.answer(0, 200)
            try await exports(1)
        }

        func record(_ spans: Int, valueBytes: Int = 0) {
            var buffer = SpanBuffer(queue: queue)
            buffer.recordSamples(spans, valueBytes: valueBytes)
        }

        func move(_ seconds: Int64) {
            clocks.move(seconds)
            queue.doorbell.signal()
        }

        func receives(_ count: Int) async throws {
            try await eventually { receiver.count == count }
        }

        func exports(_ count: Int) async throws {
            try await eventually { exporter.account.exported == count }
        }

        func spools(_ count: Int) async throws {
            try await eventually { exporter.account.spooled == count }
        }
    }

    @Test func whatWasRefusedWaitsThoughOthersArrive() async throws {
        let rig = try await Rig()
        rig.record(2)
        try await rig.receives(3)
        rig.receiver.answer(1, 503)
        try await eventually { rig.exporter.account.inFlight == 1 }
        rig.receiver.answer(2, 200)
        try await rig.exports(2)
        rig.record(1, valueBytes: 9)
        try await rig.receives(4)
        let bodies = rig.receiver.bodies
        #expect(bodies[3] != bodies[1] && rig.exporter.account.queued == 1)
        rig.move(1)
        try await rig.receives(5)
        #expect(rig.receiver.bodies[4] == bodies[1])
        for index in 3...4 { rig.receiver.answer(index, 200) }
        try await rig.exports(4)
        expectLaw(rig.exporter.shutdown(timeout: .zero).account)
    }

    @Test func aWaitThatWasAskedForOutlastsWhatArrivesMeanwhile() async throws {
        let rig = try await Rig(spool: MemorySpool())
        rig.record(2)
        try await rig.receives(3)
        rig.receiver.answer(1, 429, after: .seconds(60))
        try await rig.spools(1)
        rig.receiver.answer(2, 200)
        try await rig.exports(2)
        rig.record(1)
        try await rig.spools(2)
        rig.move(50)
        rig.record(1)
        try await rig.spools(3)
        #expect(rig.receiver.count == 3)
        expectLaw(rig.exporter)
        rig.move(10)
        try await rig.receives(4)
        rig.receiver.answer(3, 200)
        try await rig.exports(3)
        let account = rig.exporter.shutdown(timeout: .zero).account
        #expect(account.spooled == 2)
        expectLaw(account)
    }
}
