// The spool as the exporter and the roof see it: batches that could not be delivered, on disk.
// The exporter's thread works in it and waits for the disk there; reports are for any thread and
// wait for nothing.
import Locking
package import Reactor
import Synchronization

/// A spool in a directory of its own.
package final class DiskSpool: SpoolPort {
    private let work: Locked<SpoolWork>
    private let latest: Locked<SpoolReport>
    private let hasOpened = Atomic<Bool>(false)

    /// Touches nothing yet. Small batches of this queue share a file up to the limits of one batch.
    /// `tell` is called on the thread that works in the spool and must not block.
    package convenience init(
        _ settings: SpoolSettings, queue: SpanQueue, clocks: Clocks,
        tell: @escaping @Sendable (SpoolEvent) -> Void
    ) {
        self.init(settings, queue: queue, clocks: clocks, calls: .system, tell: tell)
    }

    init(
        _ settings: SpoolSettings, queue: SpanQueue, clocks: Clocks, calls: SpoolCalls,
        tell: @escaping @Sendable (SpoolEvent) -> Void
    ) {
        work = Locked(
            SpoolWork(settings, queue: queue, clocks: clocks, calls: calls, tell: tell))
        latest = Locked(SpoolReport(offReason: "it has not been opened yet"))
    }

    /// Opens the directory and takes stock of it, at start; false where it cannot be used, which is
    /// told. It is tried again by and by. Waits for the disk.
    package func open() -> Bool { working { work in work.open() } }

    /// The spool as it was after its last change. Any thread.
    package var report: SpoolReport { latest.withLock { $0 } }

    /// Whether the directory is in use by this process. Any thread.
    package var isOpen: Bool { hasOpened.load(ordering: .relaxed) }

    /// Takes a batch: true once it is on the disk.
    package func offer(_ batch: SpoolBatch) -> Bool {
        working { work in work.open() && work.store(batch.body, spans: batch.spans) }
    }

    /// The batch to be replayed now.
    package func next() -> SpoolBatch? {
        working { work in work.open() ? work.takeNext() : nil }
    }

    /// Ends what `next` began.
    package func confirm(_ batch: SpoolBatch, _ outcome: SpoolOutcome) {
        working { work in work.end(batch.ticket, isOver: outcome != .postponed) }
    }

    private func working<Result: Sendable>(
        _ body: (inout SpoolWork) -> Result
    ) -> Result {
        let (result, report) = work.withLock { work in
            let result = body(&work)
            hasOpened.store(work.isOpen, ordering: .relaxed)
            return (result, work.report)
        }
        latest.withLock { $0 = report }
        return result
    }
}
