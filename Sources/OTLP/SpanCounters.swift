// What one producer did with its spans, counted without contention: one writer, any readers.
import Synchronization

/// The counters of one `SpanBuffer`.
package final class SpanCounters: Sendable {
    private let ended = Atomic<Int>(0)
    private let enqueued = Atomic<Int>(0)
    private let queueFull = Atomic<Int>(0)
    private let alreadyShutdown = Atomic<Int>(0)
    private let tooLarge = Atomic<Int>(0)

    init() {}

    func countEnded() { Self.increment(ended) }
    func countEnqueued() { Self.increment(enqueued) }

    func countDropped(_ reason: SpanDropReason) {
        switch reason {
        case .queueFull: Self.increment(queueFull)
        case .alreadyShutdown: Self.increment(alreadyShutdown)
        case .tooLarge: Self.increment(tooLarge)
        }
    }

    /// Adds this producer's counts to an account.
    func add(to account: inout SpanAccount) {
        account.enqueued += enqueued.load(ordering: .relaxed)
        account.droppedQueueFull += queueFull.load(ordering: .relaxed)
        account.droppedAlreadyShutdown += alreadyShutdown.load(ordering: .relaxed)
        account.droppedTooLarge += tooLarge.load(ordering: .relaxed)
        account.ended += ended.load(ordering: .relaxed)
    }

    /// Why: with one writer a load and a store suffice, a locked instruction would cost ten times.
    private static func increment(_ counter: borrowing Atomic<Int>) {
        counter.store(counter.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}
