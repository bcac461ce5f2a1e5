// What the spool gives out while the receiver takes other things: it neither holds those up nor is
// given up in silence. Real sleeping, short waits; the books are held to their law.
import Reactor
import Testing

@testable import OTLP

struct ReplayTests {
    private let rig: ExporterRig

    init() throws { rig = try ExporterRig() }

    private func exporter(
        _ transport: ScriptedTransport, spool: MemorySpool, recovered: Int
    ) throws -> Exporter {
        rig.queue.accounting.recover(spans: recovered)
        return try rig.exporter(transport, spool: spool) {
            $0.scheduleDelay = .milliseconds(10)
            $0.replayInterval = .zero
        }
    }

    @Test func aPoisonBatchOnDiskIsTriedMoreAndMoreSeldom() async throws {
        let poison = try request(of: 1, valueBytes: 20_000)
        let transport = ScriptedTransport()
        transport.refuse { $0.count > 10_000 }
        rig.record(1)
        let exporter = try exporter(transport, spool: MemorySpool([(poison, 1)]), recovered: 1)
        func tries() -> [ContinuousClock.Instant] {
            zip(transport.bodies, transport.times).filter { $0.0 == poison }.map(\.1)
        }
        try await eventually { tries().count >= 3 }
        // The first try came before anything had succeeded, so nothing was held against it.
        let waits = zip(tries().dropFirst(), tries().dropFirst(2)).map { $1 - $0 }
        #expect(waits.allSatisfy { $0 >= .seconds(1) }, "\(waits)")
        #expect(exporter.account.exported == 1)
        #expect(exporter.account.spooled + exporter.account.inFlight == 1)
        let summary = exporter.shutdown(timeout: .seconds(5))
        #expect(summary.spooledSpans == 1, "it waits for the next process, as it did before")
        expectLaw(exporter)
    }

    @Test func whatIsNewDoesNotWaitForAPoisonBatchOnDisk() async throws {
        let poison = try request(of: 1, valueBytes: 20_000)
        let transport = ScriptedTransport()
        transport.refuse { $0 == poison }
        rig.queue.accounting.recover(spans: 1)
        // A whole batch goes first, so that its success stands before the failure.
        rig.record(512)
        let exporter = try rig.exporter(transport, spool: MemorySpool([(poison, 1)])) {
            $0.backoff.first = .seconds(60)
            $0.backoff.maximum = .seconds(60)
        }
        try await eventually { transport.bodies.contains(poison) }
        rig.record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(20)))
        #expect(exporter.account.exported == 513)
        _ = exporter.shutdown(timeout: .seconds(5))
        expectLaw(exporter)
    }

    @Test func partsThatNeitherSpoolNorQueueTakesAreSaid() async throws {
        let whole = try request(of: 4)
        let spool = MemorySpool([(whole, 4)])
        spool.accept(false)
        var limits = SpanQueueLimits()
        limits.spans = 1
        let rig = try ExporterRig(limits: limits)
        rig.queue.accounting.recover(spans: 4)
        let exporter = try rig.exporter(ScriptedTransport([.status(413)]), spool: spool)
        try await eventually { exporter.account.failed == 4 }
        #expect(exporter.account.failures == [SpanAccount.Failure(reason: "too_large", count: 4)])
        _ = exporter.shutdown(timeout: .seconds(5))
        expectLaw(exporter)
        #expect(rig.log.text.contains("2 too_large HTTP 413 at http://tempo:4318/v1/traces"))
        #expect(rig.log.text.contains("neither spool nor queue takes its parts"))
    }
}
