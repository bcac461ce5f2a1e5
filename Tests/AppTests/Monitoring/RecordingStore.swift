// A store port that keeps what it is handed in memory, answers when told to, and can be full.

import Health
import Locking
import Reactor

/// A store for tests of its users.
final class RecordingStore: HealthStore {
    private struct State {
        var saved: [StoredHistory] = []
        var deliver: (@Sendable (StoredHistory) -> Void)?
        var isFull = false
    }

    private let state = Locked(State())
    private let history: StoredHistory?
    let changed: WakeUp

    /// Answers a restore with `history` at once, or when `answer` is called where it is `nil`.
    init(history: StoredHistory? = StoredHistory()) throws {
        self.history = history
        changed = try WakeUp()
    }

    var saved: [StoredHistory] { state.withLock { $0.saved } }

    func setFull(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }

    func answer(_ history: StoredHistory) {
        state.withLock { $0.deliver }?(history)
    }

    func restore(
        sinceUnixMilliseconds time: Int64, _ deliver: @escaping @Sendable (StoredHistory) -> Void
    ) {
        if let history { return deliver(history) }
        state.withLock { $0.deliver = deliver }
    }

    func save(_ changes: StoredHistory) -> Bool {
        let isFull = state.withLock { state in
            if !state.isFull { state.saved.append(changes) }
            return state.isFull
        }
        changed.signal()
        return !isFull
    }

    func report() -> StoreReport { StoreReport(kind: .memory, state: .ok) }

    func close(within limit: Duration) {}
}

/// A registry of the names, each probed without a key.
func registry(_ names: String...) throws -> ProviderRegistry {
    try ProviderRegistry(names.map { Provider(name: $0, probe: Probe(url: "http://127.0.0.1/")) })
}

/// An outcome of now or a little earlier.
func outcome(
    _ result: OutcomeClass = .ok, provider: Int = 0, at time: Int64? = nil, message: String = "",
    latencyMilliseconds: Int64 = 20, trace: TraceReference? = nil
) -> Outcome {
    Outcome(
        provider: ProviderID(index: provider), result: result, source: .probe,
        unixMilliseconds: time ?? WallTime.now().unixNanoseconds / 1_000_000,
        latencyMicroseconds: latencyMilliseconds * 1000,
        statusCode: result == .upstream5xx ? 503 : nil, message: message, trace: trace)
}
