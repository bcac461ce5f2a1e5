// The queue in front of stdout: its bounds, the reserve for what matters, and reuse.
import Testing

@testable import App

struct LogQueueTests {
    private func submit(
        _ count: Int, to queue: LogQueue, isImportant: Bool = false, lines: Int = 1
    ) {
        var bytes = [UInt8](repeating: UInt8(ascii: "\n"), count: count)
        queue.submit(&bytes, lines: lines, isImportant: isImportant)
        #expect(bytes.isEmpty)
    }

    @Test func meetsItsBoundAndDropsOneBeyond() throws {
        let queue = try LogQueue()
        submit(LogLimits.queueBytes - LogLimits.reservedBytes, to: queue)
        #expect(queue.refused == 0)
        submit(1, to: queue, lines: 7)
        #expect(queue.refused == 7)
        submit(LogLimits.reservedBytes, to: queue, isImportant: true)
        #expect(queue.refused == 7)
        submit(1, to: queue, isImportant: true)
        #expect(queue.refused == 8)
        #expect(queue.take().count == 2)
    }

    @Test func takingLinesMakesNoRoomBeforeTheyAreWritten() throws {
        let queue = try LogQueue()
        submit(LogLimits.queueBytes - LogLimits.reservedBytes, to: queue)
        let chunks = queue.take()
        submit(1, to: queue)
        #expect(queue.refused == 1)
        for chunk in chunks { queue.release(chunk) }
        submit(1, to: queue)
        #expect(queue.refused == 1)
    }

    @Test func keepsTheOrderOfLines() throws {
        let queue = try LogQueue()
        for count in 1...5 { submit(count, to: queue) }
        #expect(queue.take().map(\.bytes.count) == [1, 2, 3, 4, 5])
        #expect(queue.take().isEmpty)
    }

    @Test func givesWrittenBuffersBackForReuse() throws {
        let queue = try LogQueue()
        var bytes = [UInt8](repeating: 0x0A, count: 5000)
        queue.submit(&bytes, lines: 1, isImportant: false)
        #expect(bytes.capacity == 0)
        for chunk in queue.take() { queue.release(chunk) }
        bytes = [0x0A]
        queue.submit(&bytes, lines: 1, isImportant: false)
        #expect(bytes.isEmpty)
        #expect(bytes.capacity >= 5000)
    }

    @Test func aClosedQueueGivesWhatItHasAndTakesNoMore() throws {
        let queue = try LogQueue()
        submit(1, to: queue)
        queue.close()
        submit(1, to: queue, isImportant: true)
        #expect(queue.refused == 1)
        #expect(queue.take().count == 1)
    }

    @Test func nothingIsNoLine() throws {
        let queue = try LogQueue()
        submit(0, to: queue)
        #expect(queue.take().isEmpty)
    }

    @Test func aLoopsBufferHandsOverByItselfWhenFull() throws {
        let queue = try LogQueue()
        let buffer = LogBuffer(queue: queue)
        buffer.addLine { $0.append(contentsOf: [0x61, 0x0A]) }
        #expect(queue.take().isEmpty)
        buffer.handOver()
        buffer.handOver()
        #expect(queue.take().map(\.lines) == [1])
        let half = [UInt8](repeating: 0x0A, count: LogLimits.bufferBytes / 2)
        buffer.addLine { $0.append(contentsOf: half.dropLast()) }
        buffer.addLine { $0.append(contentsOf: half) }
        #expect(queue.take().isEmpty)
        buffer.addLine { $0.append(0x0A) }
        #expect(queue.take().map(\.lines) == [3])
    }
}
