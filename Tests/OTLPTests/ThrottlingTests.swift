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

    @Test func whatWasRefusedWaitsThoughOthersArrive() async throws {
        var limits = SpanQueueLimits()
        limits.batchSpans = 1
        let queue = try SpanQueue(envelope: .sample, limits: limits)
        let clocks = StillClocks()
        let receiver = Receiver()
        let exporter = Exporter(
            queue: queue, transport: receiver, clocks: clocks.clocks, draw: { 1 })
        try exporter.start()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(1)
        try await eventually { receiver.count == 1 }
        receiver.answer(0, 200)
        try await eventually { exporter.account.exported == 1 }
        buffer.recordSamples(2)
        try await eventually { receiver.count == 3 }
        receiver.answer(1, 503)
        try await eventually { exporter.account.inFlight == 1 }
        receiver.answer(2, 200)
        try await eventually { exporter.account.exported == 2 }
        buffer.recordSamples(1, valueBytes: 9)
        try await eventually { receiver.count == 4 }
        let bodies = receiver.bodies
        #expect(bodies[3] != bodies[1] && exporter.account.queued == 1)
        clocks.move(1)
        queue.doorbell.signal()
        try await eventually { receiver.count == 5 }
        #expect(receiver.bodies[4] == bodies[1])
        for index in 3...4 { receiver.answer(index, 200) }
        try await eventually { exporter.account.exported == 4 }
        expectLaw(exporter.shutdown(timeout: .zero).account)
    }

    @Test func aWaitThatWasAskedForOutlastsWhatArrivesMeanwhile() async throws {
        var limits = SpanQueueLimits()
        limits.batchSpans = 1
        let queue = try SpanQueue(envelope: .sample, limits: limits)
        let clocks = StillClocks()
        let receiver = Receiver()
        let spool = MemorySpool()
        let exporter = Exporter(
            queue: queue, transport: receiver, spool: spool, clocks: clocks.clocks, draw: { 1 })
        try exporter.start()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(1)
        try await eventually { receiver.count == 1 }
        receiver.answer(0, 200)
        try await eventually { exporter.account.exported == 1 }
        buffer.recordSamples(2)
        try await eventually { receiver.count == 3 }
        receiver.answer(1, 429, after: .seconds(60))
        try await eventually { exporter.account.spooled == 1 }
        receiver.answer(2, 200)
        try await eventually { exporter.account.exported == 2 }
        buffer.recordSamples(1)
        try await eventually { exporter.account.spooled == 2 }
        clocks.move(50)
        queue.doorbell.signal()
        buffer.recordSamples(1)
        try await eventually { exporter.account.spooled == 3 }
        #expect(receiver.count == 3)
        expectLaw(exporter)
        clocks.move(10)
        queue.doorbell.signal()
        try await eventually { receiver.count == 4 }
        receiver.answer(3, 200)
        try await eventually { exporter.account.exported == 3 }
        let account = exporter.shutdown(timeout: .zero).account
        #expect(account.spooled == 2)
        expectLaw(account)
    }
}
