// What the world does to a run: the receiver killed and started again, a hole that takes everything
// and says nothing, connections reset while a body is on its way. The books add up in each.
import Curl
import Glibc
import Reactor
import Testing
import TraceSDK

@testable import OTLP

struct OutageTests {
    private let rig: ExporterRig
    private let transfers: TransferThread

    init() throws {
        var limits = SpanQueueLimits()
        limits.batchSpans = 50
        rig = try ExporterRig(limits: limits)
        transfers = try TransferThread(library: try CurlLibrary())
    }

    private func exporter(
        port: UInt16, spool: MemorySpool? = nil, timeout: Duration = .seconds(10),
        patience: Duration = .seconds(5)
    ) throws -> Exporter {
        try rig.exporter(
            over: transfers, to: .sample(host: "127.0.0.1", port: port), spool: spool
        ) {
            $0.scheduleDelay = .milliseconds(10)
            $0.attemptTimeout = timeout
            $0.patience = patience
            $0.replayInterval = .milliseconds(1)
        }
    }

    private func spanCount(_ receivers: [LoopbackReceiver]) throws -> Int {
        try receivers.flatMap(\.received).reduce(0) { try $0 + spans(ofRequest: $1.body).count }
    }

    @Test(arguments: [false, true])
    func killedAndStartedAgain(_ hasSpool: Bool) async throws {
        defer { transfers.shutdown() }
        let first = try LoopbackReceiver()
        let spool = hasSpool ? MemorySpool() : nil
        let exporter = try exporter(
            port: first.port, spool: spool, patience: .milliseconds(300))
        rig.record(500)
        try await eventually { exporter.account.exported == 500 }
        first.stop()
        rig.record(700)
        try await eventually { exporter.state != .ok }
        if hasSpool { try await eventually { exporter.account.spooled == 700 } }
        expectLaw(exporter)
        let second = try LoopbackReceiver(port: first.port)
        defer { second.stop() }
        rig.record(300)
        try await eventually { exporter.account.exported == 1_500 }
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        expectLaw(exporter)
        #expect(try spanCount([first, second]) == 1_500 && exporter.account.lost == 0)
        let summary = exporter.shutdown(timeout: .seconds(5))
        #expect(summary.abandonedSpans == 0 && summary.spooledSpans == 0)
        #expect(rig.log.text.contains("Connection refused"))
    }

    @Test func aBlackHole() async throws {
        defer { transfers.shutdown() }
        // A full backlog makes Linux drop further handshakes: nothing refuses, nothing answers.
        let (listener, port) = try LoopbackSocket.listen(port: 0, backlog: 0)
        defer { close(listener) }
        let spool = MemorySpool()
        let exporter = try exporter(
            port: port, spool: spool, timeout: .milliseconds(300), patience: .milliseconds(700))
        rig.record(400)
        try await eventually { exporter.account.spooled == 400 }
        expectLaw(exporter)
        rig.record(20)
        let start = ContinuousClock.now
        let summary = exporter.shutdown(timeout: .seconds(1))
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(summary.account.spooled == 420 && summary.abandonedSpans == 0)
        expectLaw(summary.account)
        #expect(spool.spans == 420)
    }

    @Test func resetWhileTheBodyIsOnItsWay() async throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver(Array(repeating: .reset, count: 7))
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        var buffer = SpanBuffer(queue: rig.queue)
        // Larger than a socket's buffers, so that the reset meets it half-way.
        buffer.recordSamples(200, valueBytes: 20_000)
        buffer.flush()
        try await eventually { exporter.account.exported == 200 }
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        expectLaw(exporter)
        #expect(try spanCount([receiver]) == 200)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aFlappingReceiverLosesNothingAndDoesNotFloodTheLog() async throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        for round in 1...20 {
            receiver.behave([.status("503 Away")])
            rig.record(10)
            try await eventually { exporter.account.exported == round * 10 }
        }
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
        // Forty changes: six told at once, two more in each minute, and the sum at the end.
        #expect(rig.log.events.count <= 12, "\(rig.log.text)")
    }
}
