// How many spans were begun, and how many of the recorded ones still run: the SDK's begin hook.
// Any thread; a loop counts into a tally of its own, without contention.
import Locking
import Synchronization

/// Where a span's parent is.
package enum SpanOrigin: UInt8, CaseIterable, Hashable, Sendable {
    /// It has none.
    case none
    /// In this process.
    case local
    /// In another one.
    case remote
}

/// Adds up the tallies of a process.
package final class SpanCensus: Sendable {
    private let tallies: Locked<[SpanTally]>
    /// The tally of threads that have none of their own; any thread may write to it.
    package let shared: SpanTally

    /// Begins at zero.
    package init() {
        let shared = SpanTally(isShared: true)
        self.shared = shared
        tallies = Locked([shared])
    }

    /// A tally that one thread at a time writes to; it outlives that thread here.
    package func makeTally() -> SpanTally {
        let tally = SpanTally(isShared: false)
        tallies.withLock { $0.append(tally) }
        return tally
    }

    /// Spans begun so far, by the parent's origin and the decision.
    package func begun(_ origin: SpanOrigin, _ decision: Sampler.Decision) -> Int {
        tallies.withLock { tallies in
            tallies.reduce(0) { $0 + $1.begun(origin, decision) }
        }
    }

    /// Spans of that decision that have begun and not ended; of dropped ones nobody knows.
    package func live(_ decision: Sampler.Decision) -> Int {
        tallies.withLock { tallies in
            max(0, tallies.reduce(0) { $0 + $1.live(decision) })
        }
    }
}

/// The counts of one writer, or of all that have none of their own.
package final class SpanTally: Sendable {
    private struct Row: ~Copyable {
        let dropped = Atomic<Int>(0)
        let recordedOnly = Atomic<Int>(0)
        let sampled = Atomic<Int>(0)
    }

    private let isShared: Bool
    private let roots = Row()
    private let local = Row()
    private let remote = Row()
    private let endedRecordedOnly = Atomic<Int>(0)
    private let endedSampled = Atomic<Int>(0)

    init(isShared: Bool) { self.isShared = isShared }

    /// A span was begun.
    package func began(_ origin: SpanOrigin, _ decision: Sampler.Decision) {
        switch origin {
        case .none: add(decision, to: roots)
        case .local: add(decision, to: local)
        case .remote: add(decision, to: remote)
        }
    }

    /// A span of that decision has ended.
    package func ended(_ decision: Sampler.Decision) {
        switch decision {
        case .drop: break
        case .recordOnly: increment(endedRecordedOnly)
        case .recordAndSample: increment(endedSampled)
        }
    }

    func begun(_ origin: SpanOrigin, _ decision: Sampler.Decision) -> Int {
        switch origin {
        case .none: count(decision, of: roots)
        case .local: count(decision, of: local)
        case .remote: count(decision, of: remote)
        }
    }

    func live(_ decision: Sampler.Decision) -> Int {
        let begun = SpanOrigin.allCases.reduce(0) { $0 + self.begun($1, decision) }
        return switch decision {
        case .drop: 0
        case .recordOnly: begun - endedRecordedOnly.load(ordering: .relaxed)
        case .recordAndSample: begun - endedSampled.load(ordering: .relaxed)
        }
    }

    private func add(_ decision: Sampler.Decision, to row: borrowing Row) {
        switch decision {
        case .drop: increment(row.dropped)
        case .recordOnly: increment(row.recordedOnly)
        case .recordAndSample: increment(row.sampled)
        }
    }

    private func count(_ decision: Sampler.Decision, of row: borrowing Row) -> Int {
        switch decision {
        case .drop: row.dropped.load(ordering: .relaxed)
        case .recordOnly: row.recordedOnly.load(ordering: .relaxed)
        case .recordAndSample: row.sampled.load(ordering: .relaxed)
        }
    }

    /// Why: with one writer a load and a store suffice, a locked instruction would cost ten times.
    private func increment(_ counter: borrowing Atomic<Int>) {
        if isShared {
            counter.add(1, ordering: .relaxed)
        } else {
            counter.store(counter.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        }
    }
}
