// The program above a simulated provider's loop: answers now, or when its delay has passed.
// The loop's thread only. Never blocks it: what is put off waits in a list.
import HTTPCore
import HTTPServer
import Reactor

/// Serves `GET /v1/models` as one simulated provider.
final class SimulatedProviderLoop: LoopApplication {
    /// An answer that waits for its time.
    private final class Pending {
        let dueAt: MonotonicTime
        let status: Status
        private var exchange: Exchange?

        init(_ exchange: consuming Exchange, status: Status, dueAt: MonotonicTime) {
            self.exchange = consume exchange
            self.status = status
            self.dueAt = dueAt
        }

        func answer() {
            guard let exchange = exchange.take() else { return }
            exchange.answer(
                Answer(status: status, body: SimulatedProvider.body(for: status)))
        }
    }

    /// Answers that wait at a time; one more is given at once.
    static let maximumPending = 256

    private let provider: SimulatedProvider
    private let clocks: Clocks
    private var requestCount: UInt64 = 0
    private var pending: [Pending] = []

    init(_ provider: SimulatedProvider, clocks: Clocks) {
        self.provider = provider
        self.clocks = clocks
    }

    /// The one route of a provider.
    func makeRoutes() -> [Route] {
        [
            Route(.get, "/v1/models", summary: "The models of a simulated provider") {
                [unowned self] _, response in
                answer(&response)
            }
        ]
    }

    /// Gives the answers whose time has come, and says when the next one's will.
    func turnEnded(at time: MonotonicTime) -> Duration? {
        let due = pending.filter { $0.dueAt <= time }
        pending.removeAll { $0.dueAt <= time }
        for answer in due { answer.answer() }
        return pending.map { $0.dueAt - time }.min()
    }

    private func answer(_ response: inout ResponseWriter) {
        requestCount += 1
        let behaviour = provider.behaviour(ofRequest: requestCount)
        guard behaviour.delay > .zero, pending.count < Self.maximumPending else {
            response.status = behaviour.status
            response.body = SimulatedProvider.body(for: behaviour.status)
            return
        }
        pending.append(
            Pending(
                response.deferAnswer(), status: behaviour.status,
                dueAt: clocks.monotonic() + behaviour.delay))
    }
}
