// The queue at its bounds and one past them, and the hand-over from buffers.
import Reactor
import Testing
import TraceSDK

@testable import OTLP

struct SpanQueueTests {
    /// The bytes of one plain sample span.
    private static let sampleBytes = 64

    private func queue(_ change: (inout SpanQueueLimits) -> Void = { _ in }) throws -> SpanQueue {
        var limits = SpanQueueLimits()
        change(&limits)
        return try SpanQueue(envelope: .sample, limits: limits)
    }

    @Test func boundsAreThoseOfTheContract() {
        let limits = SpanQueueLimits()
        #expect(limits.spans == 65_536 && limits.bytes == 33_554_432)
        #expect(limits.batchSpans == 512 && limits.batchBytes == 1_048_576)
    }

    @Test func takesSpansUpToTheBoundAndDropsTheNext() throws {
        let queue = try queue { $0.spans = 3 }
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(3)
        #expect(queue.accounting.snapshot().dropped == 0)
        buffer.recordSamples(1)
        let account = queue.accounting.snapshot()
        #expect(account.ended == 4 && account.enqueued == 3 && account.droppedQueueFull == 1)
        #expect(account.queued == 3 && account.capacity == 3)
        expectLaw(account)
    }

    @Test func theBooksHoldTheMostSpansAndOneMoreIsDropped() throws {
        var limits = SpanQueueLimits()
        limits.spans = SpanQueueLimits.mostSpans + 1
        limits.bytes = .max
        let accounting = SpanAccounting(limits: limits)
        var refused = 0
        for _ in 0..<SpanQueueLimits.mostSpans where accounting.reserve(bytes: 1) != nil {
            refused += 1
        }
        #expect(refused == 0 && accounting.reserve(bytes: 1) == .queueFull)
        var account = accounting.snapshot()
        #expect(account.queued == 8_388_607 && account.heldBytes == 8_388_607)
        #expect(account.capacity == 8_388_607)
        accounting.close()
        #expect(accounting.reserve(bytes: 1) == .alreadyShutdown)
        accounting.fail(spans: 8_388_607, bytes: 8_388_607, reason: "shutdown")
        account = accounting.snapshot()
        #expect(account.queued == 0 && account.heldBytes == 0 && account.failed == 8_388_607)
    }

    @Test func theBooksHoldTheMostBytesAndOneMoreIsDropped() {
        var limits = SpanQueueLimits()
        limits.bytes = SpanQueueLimits.mostBytes + 1
        let accounting = SpanAccounting(limits: limits)
        #expect(accounting.reserve(bytes: 1 << 40) == .queueFull)
        #expect(accounting.reserve(bytes: 1 << 40 - 1) == nil)
        #expect(accounting.reserve(bytes: 1) == .queueFull)
        let account = accounting.snapshot()
        #expect(account.queued == 1 && account.heldBytes == 1_099_511_627_775)
    }

    @Test func takesBytesUpToTheBoundAndDropsTheNext() throws {
        let queue = try queue { $0.bytes = 3 * Self.sampleBytes }
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(3)
        #expect(queue.accounting.snapshot().heldBytes == 3 * Self.sampleBytes)
        buffer.recordSamples(1)
        let account = queue.accounting.snapshot()
        #expect(account.enqueued == 3 && account.droppedQueueFull == 1)
        expectLaw(account)
        buffer.flush()
        let body = try #require(queue.takeBatch()?.body)
        #expect(try spans(ofRequest: body).count == 3)
    }

    @Test func oneByteLessHoldsOneSpanLess() throws {
        let queue = try queue { $0.bytes = 3 * Self.sampleBytes - 1 }
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(3)
        #expect(queue.accounting.snapshot().enqueued == 2)
    }

    @Test func dropsASpanThatIsLargerThanABatchMayBe() throws {
        let queue = try queue { $0.batchBytes = Self.sampleBytes }
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(1)
        buffer.recordSamples(1, valueBytes: 1)
        buffer.recordSamples(1)
        buffer.flush()
        let account = queue.accounting.snapshot()
        #expect(account.enqueued == 2 && account.droppedTooLarge == 1)
        expectLaw(account)
        #expect(queue.takeBatch()?.spans == 1)
        #expect(queue.takeBatch()?.spans == 1)
        #expect(queue.takeBatch() == nil)
    }

    @Test func handsOverWhenABatchIsFull() throws {
        let queue = try queue { $0.batchSpans = 4 }
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(3)
        #expect(queue.waitingSpans == 0 && !queue.doorbell.wait(timeout: .zero))
        buffer.recordSamples(1)
        let isEmpty = buffer.isEmpty
        #expect(queue.waitingSpans == 4 && isEmpty)
        #expect(queue.doorbell.wait(timeout: .zero))
    }

    @Test func joinsSmallHandOversUpToABatch() throws {
        let queue = try queue { $0.batchSpans = 4 }
        var one = SpanBuffer(queue: queue)
        var other = SpanBuffer(queue: queue)
        for _ in 0..<3 {
            one.recordSamples(1)
            one.flush()
            other.recordSamples(2)
            other.flush()
        }
        let batches = [queue.takeBatch(), queue.takeBatch(), queue.takeBatch()]
        #expect(batches.map { $0?.spans } == [4, 3, 2])
        #expect(try batches.map { try spans(ofRequest: $0?.body ?? []).count } == [4, 3, 2])
        #expect(queue.takeBatch() == nil && queue.waitingSpans == 0)
    }

    @Test(arguments: [(0, [3, 3, 1]), (1, [3, 3, 1]), (-1, [2, 2, 2, 1])])
    func aBatchOfManyBytesIsSplit(_ more: Int, _ expected: [Int]) throws {
        let queue = try queue { $0.batchBytes = 3 * Self.sampleBytes + more }
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(7)
        buffer.flush()
        var counts: [Int] = []
        var ids: [UInt8] = []
        while let batch = queue.takeBatch() {
            counts.append(batch.spans)
            #expect(batch.spanBytes == batch.spans * Self.sampleBytes)
            for span in try spans(ofRequest: batch.body) {
                ids.append(try span.bytes(2)?.last ?? 0)
            }
        }
        #expect(counts == expected && ids == [1, 2, 3, 4, 5, 6, 7])
    }

    @Test func flushIfDueKeepsToItsInterval() throws {
        let queue = try queue()
        var buffer = SpanBuffer(queue: queue, flushInterval: .seconds(1))
        let start = MonotonicTime(nanoseconds: 1_000)
        buffer.recordSamples(1)
        buffer.flushIfDue(now: start)
        #expect(queue.waitingSpans == 1)
        buffer.recordSamples(1)
        buffer.flushIfDue(now: start + .milliseconds(999))
        let isEmpty = buffer.isEmpty
        #expect(queue.waitingSpans == 1 && !isEmpty)
        buffer.flushIfDue(now: start + .seconds(1))
        let isEmptyAfterwards = buffer.isEmpty
        #expect(queue.waitingSpans == 2 && isEmptyAfterwards)
    }

    @Test func aBufferThatGoesAwayHandsOver() throws {
        let queue = try queue()
        do {
            var buffer = SpanBuffer(queue: queue)
            buffer.recordSamples(2)
        }
        #expect(queue.takeBatch()?.spans == 2)
    }

    @Test func aSealedBatchIsNotJoined() throws {
        let queue = try queue()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(1)
        buffer.flush()
        let sequence = queue.seal()
        buffer.recordSamples(1)
        buffer.flush()
        #expect(queue.takeBatch()?.sequence == sequence)
        #expect(queue.takeBatch()?.sequence == sequence + 1)
    }

    @Test func reusesTheStorageOfABatch() throws {
        func address(_ bytes: [UInt8]) -> UInt {
            unsafe bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        }
        let queue = try queue { $0.batchSpans = 2 }
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(2)
        // Why no #require: it may keep what it looked at, and storage with two owners is copied.
        guard var first = queue.takeBatch() else {
            Issue.record("no batch")
            return
        }
        var body: [UInt8] = []
        swap(&body, &first.body)
        let storage = address(body)
        queue.recycle(consume body)
        buffer.recordSamples(4)
        _ = queue.takeBatch()
        let third = try #require(queue.takeBatch())
        #expect(address(third.body) == storage)
        #expect(try spans(ofRequest: third.body).count == 2)
    }

    @Test func aClosedQueueDropsButStillTakesWhatWasAdmitted() throws {
        let queue = try queue()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(2)
        queue.close()
        buffer.recordSamples(1)
        buffer.flush()
        let account = queue.accounting.snapshot()
        #expect(account.droppedAlreadyShutdown == 1 && account.queued == 2)
        expectLaw(account)
        #expect(queue.finish().map(\.spans) == [2])
    }

    @Test func aFinishedQueueGivesUpWhatComesLate() throws {
        let queue = try queue()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(2)
        _ = queue.finish()
        buffer.flush()
        let account = queue.accounting.snapshot()
        #expect(account.failures == [SpanAccount.Failure(reason: "shutdown", count: 2)])
        #expect(account.queued == 0 && account.heldBytes == 0)
        expectLaw(account)
        let isEmpty = buffer.isEmpty
        #expect(isEmpty)
    }

    @Test func generalSpansGoStraightIn() throws {
        let queue = try queue()
        let sink = SharedSpanSink(queue: queue)
        for _ in 0..<3 { sink.ended(.sample) }
        let batch = try #require(queue.takeBatch())
        #expect(batch.spans == 3)
        #expect(
            try spans(ofRequest: batch.body).map { try $0.text(5) } == [
                "sample", "sample", "sample",
            ])
    }

    @Test func theBoundHoldsAgainstManyThreads() async throws {
        let queue = try queue { $0.spans = 1_000 }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var buffer = SpanBuffer(queue: queue)
                    buffer.recordSamples(1_000)
                }
            }
        }
        let account = queue.accounting.snapshot()
        #expect(account.ended == 4_000 && account.enqueued == 1_000)
        #expect(account.droppedQueueFull == 3_000)
        expectLaw(account)
        #expect(queue.waitingSpans == 1_000)
    }

    @Test func whatComesBackFromTheSpoolKeepsWithinTheBounds() {
        var limits = SpanQueueLimits()
        limits.spans = 10
        limits.bytes = 1_000
        let accounting = SpanAccounting(limits: limits)
        accounting.recover(spans: 20)
        #expect(!accounting.takeBack(spans: 11, bytes: 1_000))
        #expect(!accounting.takeBack(spans: 10, bytes: 1_001))
        accounting.close()
        #expect(accounting.takeBack(spans: 10, bytes: 1_000))
        #expect(!accounting.takeBack(spans: 1, bytes: 0))
        let account = accounting.snapshot()
        #expect(account.queued == 10 && account.spooled == 10 && account.heldBytes == 1_000)
        expectLaw(account)
        #expect(accounting.refusal() == .alreadyShutdown)
    }

    @Test func reasonsOfFailureAreBounded() throws {
        let queue = try queue()
        var buffer = SpanBuffer(queue: queue)
        let bound = SpanAccounting.maximumFailureReasons
        buffer.recordSamples(bound + 3)
        buffer.flush()
        for reason in 0..<bound + 2 {
            queue.accounting.fail(spans: 1, bytes: Self.sampleBytes, reason: "\(reason)")
        }
        queue.accounting.fail(spans: 1, bytes: Self.sampleBytes, reason: "0")
        let failures = queue.accounting.snapshot().failures
        #expect(failures.count == bound + 1)
        #expect(failures.first == SpanAccount.Failure(reason: "0", count: 2))
        #expect(failures.last == SpanAccount.Failure(reason: "other", count: 2))
        expectLaw(queue.accounting.snapshot())
    }

    @Test func unsoundLimitsBecomeSound() {
        var limits = SpanQueueLimits()
        limits.spans = 0
        limits.bytes = -1
        limits.batchSpans = 99
        limits.batchBytes = 0
        #expect(limits.sound.spans == 1 && limits.sound.bytes == 1)
        #expect(limits.sound.batchSpans == 1 && limits.sound.batchBytes == 1)
    }
}
