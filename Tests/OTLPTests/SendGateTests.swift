// The pace of sending, and the ledger of what is done with.
import Reactor
import Testing

@testable import OTLP

struct SendGateTests {
    private let start = MonotonicTime(nanoseconds: 1_000)

    private func fail(_ gate: inout SendGate, asked: Duration? = nil) {
        gate.fail(now: start, backoff: Backoff(), draw: 1, asked: asked)
    }

    @Test func oneUntilTheFirstSuccessThenMany() {
        var gate = SendGate(concurrency: 4)
        #expect(gate.limit(at: start) == 1)
        gate.succeed()
        #expect(gate.limit(at: start) == 4)
    }

    @Test func aFailurePausesAndThenLetsOneTry() {
        var gate = SendGate(concurrency: 4)
        gate.succeed()
        fail(&gate)
        #expect(gate.limit(at: start + .milliseconds(999)) == 0)
        #expect(gate.limit(at: start + .seconds(1)) == 1)
        fail(&gate)
        #expect(gate.limit(at: start + .milliseconds(1_999)) == 0 && gate.isFailing(at: start))
        gate.succeed()
        #expect(gate.limit(at: start) == 4 && !gate.isFailing(at: start))
    }

    @Test func theReceiversWishIsALowerBound() {
        var gate = SendGate(concurrency: 1)
        fail(&gate, asked: .seconds(30))
        #expect(gate.pausedUntil == start + .seconds(30))
        fail(&gate, asked: .milliseconds(1))
        #expect(gate.pausedUntil == start + .seconds(30))
    }

    @Test func whatWasSentBeforeDoesNotEndAWaitThatWasAskedFor() {
        var gate = SendGate(concurrency: 4)
        gate.succeed()
        fail(&gate, asked: .seconds(30))
        gate.succeed()
        let before = start + .milliseconds(29_999)
        #expect(gate.limit(at: before) == 0 && gate.isFailing(at: before))
        let after = start + .seconds(30)
        #expect(gate.limit(at: after) == 4 && !gate.isFailing(at: after))
    }

    @Test func theLedgerEndsAtTheFirstOpenBatch() {
        var ledger = FlushLedger()
        for sequence in 1...4 { ledger.take(UInt64(sequence)) }
        #expect(ledger.settled == 0 && ledger.lastTaken == 4)
        ledger.settle(2)
        #expect(ledger.settled == 0)
        ledger.split(1)
        ledger.settle(1)
        #expect(ledger.settled == 0)
        ledger.settle(1)
        #expect(ledger.settled == 2)
        ledger.settle(4)
        ledger.settle(3)
        ledger.settle(3)
        #expect(ledger.settled == 4)
    }
}
