// Lines that wait for stdout, bounded in bytes. Any thread leaves lines and goes on; the log thread
// takes them all at once.
import Locking
package import Reactor
import Synchronization

/// The one way to the log thread.
package final class LogQueue: Sendable {
    /// Some lines, whole.
    struct Chunk: Sendable {
        var bytes: [UInt8]
        var lines: Int
    }

    private struct State: Sendable {
        var chunks: [Chunk] = []
        var bytes = 0
        var spares: [[UInt8]] = []
        var isClosed = false
    }

    private let state = Locked(State())
    private let dropped = Atomic<UInt64>(0)
    let wakeUp: WakeUp

    /// Makes an empty queue; throws where descriptors have run out.
    package init() throws(SystemError) { wakeUp = try WakeUp() }

    /// Lines refused because the queue was full or closed.
    package var refused: UInt64 { dropped.load(ordering: .relaxed) }

    /// Whether no more lines are taken.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Takes the lines over and leaves an empty buffer; never blocks. Only warnings and errors may
    /// use the reserved part. What does not fit is dropped and counted; false says so.
    @discardableResult
    package func submit(_ bytes: inout [UInt8], lines: Int, isImportant: Bool) -> Bool {
        guard !bytes.isEmpty else { return true }
        let limit = LogLimits.queueBytes - (isImportant ? 0 : LogLimits.reservedBytes)
        var lent: [UInt8] = []
        swap(&bytes, &lent)
        let size = lent.count
        let (spare, accepted, isFirst) = state.withLock { [lent] state in
            guard !state.isClosed, state.bytes + size <= limit else {
                return ([UInt8](), false, false)
            }
            state.bytes += size
            state.chunks.append(Chunk(bytes: lent, lines: lines))
            return (state.spares.popLast() ?? [], true, state.chunks.count == 1)
        }
        if accepted {
            bytes = spare
            if isFirst { wakeUp.signal() }
        } else {
            lent.removeAll(keepingCapacity: true)
            bytes = lent
            dropped.wrappingAdd(UInt64(lines), ordering: .relaxed)
        }
        return accepted
    }

    /// Takes everything that waits; the log thread only.
    func take() -> [Chunk] {
        state.withLock { state in
            var taken: [Chunk] = []
            swap(&taken, &state.chunks)
            return taken
        }
    }

    /// Gives a written chunk's room back; the log thread only.
    func release(_ chunk: consuming Chunk) {
        let size = chunk.bytes.count
        var bytes = chunk.bytes
        bytes.removeAll(keepingCapacity: true)
        state.withLock { [bytes] state in
            state.bytes -= size
            if state.spares.count < LogLimits.spareBuffers { state.spares.append(bytes) }
        }
    }

    /// Takes no more lines; those that wait are still written.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeUp.signal()
    }
}
