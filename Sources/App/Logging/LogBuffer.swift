// A loop's own lines of one turn. Confined to the loop's thread: appending takes no lock.

/// Gathers lines and hands them over in one go.
package final class LogBuffer {
    private let queue: LogQueue
    private var bytes: [UInt8] = []
    private var lines = 0

    /// A buffer in front of the queue.
    package init(queue: LogQueue) {
        self.queue = queue
    }

    /// Adds one line, newline included, that `body` appends.
    func addLine(_ body: (inout [UInt8]) -> Void) {
        body(&bytes)
        lines += 1
        if bytes.count >= LogLimits.bufferBytes { handOver() }
    }

    /// Leaves the gathered lines with the log thread; at the end of every turn.
    package func handOver() {
        guard lines > 0 else { return }
        queue.submit(&bytes, lines: lines, isImportant: false)
        lines = 0
    }
}
