// A spool in memory that does what a test tells it to.
import Locking
import OTLP

/// Keeps batches in order, or refuses them.
final class MemorySpool: SpoolPort {
    struct State {
        var batches: [SpoolBatch] = []
        var isOut = false
        var nextTicket: UInt64 = 1
        var accepts = true
        var capacity = Int.max
        var outcomes: [SpoolOutcome] = []
        var offers = 0
    }

    private let state: Locked<State>

    /// Begins with what an earlier process left.
    init(_ bodies: [(body: [UInt8], spans: Int)] = []) {
        var state = State()
        for (body, spans) in bodies {
            state.batches.append(
                SpoolBatch(body: body, spans: spans, ticket: state.nextTicket))
            state.nextTicket += 1
        }
        self.state = Locked(state)
    }

    var batches: [SpoolBatch] { state.withLock { $0.batches } }
    var spans: Int { batches.reduce(0) { $0 + $1.spans } }
    var outcomes: [SpoolOutcome] { state.withLock { $0.outcomes } }
    var offers: Int { state.withLock { $0.offers } }
    var isOpen: Bool { true }
    func accept(_ accepts: Bool) { state.withLock { $0.accepts = accepts } }
    func hold(atMost capacity: Int) { state.withLock { $0.capacity = capacity } }

    func offer(_ batch: SpoolBatch) -> Bool {
        state.withLock { state in
            state.offers += 1
            guard state.accepts, state.batches.count < state.capacity else { return false }
            state.batches.append(
                SpoolBatch(body: batch.body, spans: batch.spans, ticket: state.nextTicket))
            state.nextTicket += 1
            return true
        }
    }

    func next() -> SpoolBatch? {
        state.withLock { state in
            guard !state.isOut, let first = state.batches.first else { return nil }
            state.isOut = true
            return first
        }
    }

    func confirm(_ batch: SpoolBatch, _ outcome: SpoolOutcome) {
        state.withLock { state in
            precondition(state.isOut, "only a batch that is out is confirmed")
            state.isOut = false
            state.outcomes.append(outcome)
            guard let index = state.batches.firstIndex(where: { $0.ticket == batch.ticket })
            else { return }
            let kept = state.batches.remove(at: index)
            if outcome == .postponed { state.batches.append(kept) }
        }
    }
}
