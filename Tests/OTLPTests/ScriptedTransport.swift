// A receiver that does what a test tells it to, without a network.
import Locking
import OTLP

/// Answers each request as its script says, and with one and the same answer when that is over.
final class ScriptedTransport: OTLPTransport {
    enum Step: Sendable {
        case reply(ExportReply)
        /// No reply until the request is cancelled.
        case hang
    }

    private struct State {
        var steps: [Step]
        var rest: Step
        var isRefused: @Sendable ([UInt8]) -> Bool = { _ in false }
        var bodies: [[UInt8]] = []
        var timeouts: [Duration] = []
        var times: [ContinuousClock.Instant] = []
    }

    let destination = ExportDestination.sample
    private let state: Locked<State>

    init(_ steps: [Step] = [], always rest: Step = .ok) {
        state = Locked(State(steps: steps, rest: rest))
    }

    /// From now on this script counts.
    func follow(_ steps: [Step], always rest: Step = .ok) {
        state.withLock { state in
            state.steps = steps
            state.rest = rest
        }
    }

    /// Such bodies are answered with 503, whatever the script says.
    func refuse(_ isRefused: @escaping @Sendable ([UInt8]) -> Bool) {
        state.withLock { $0.isRefused = isRefused }
    }

    /// The bodies of all requests, in order.
    var bodies: [[UInt8]] { state.withLock { $0.bodies } }
    var timeouts: [Duration] { state.withLock { $0.timeouts } }
    /// When each request came.
    var times: [ContinuousClock.Instant] { state.withLock { $0.times } }

    func send(
        _ body: [UInt8], timeout: Duration, completion: @escaping @Sendable (ExportReply) -> Void
    ) -> @Sendable () -> Void {
        let step = state.withLock { state -> Step in
            state.bodies.append(body)
            state.timeouts.append(timeout)
            state.times.append(.now)
            if state.isRefused(body) { return .status(503) }
            return state.steps.isEmpty ? state.rest : state.steps.removeFirst()
        }
        if case .reply(let reply) = step { completion(reply) }
        return {
            completion(.unanswered(label: "cancelled", reason: "cancelled", isRetryable: true))
        }
    }
}

extension ScriptedTransport.Step {
    static let ok = Self.status(200)
    static let refused = Self.reply(
        .unanswered(
            label: "connect", reason: "connection refused (10.0.0.1:4318)", isRetryable: true))

    static func status(_ status: Int, retryAfter: Duration? = nil, body: [UInt8] = []) -> Self {
        .reply(.answered(status: status, retryAfter: retryAfter, body: body))
    }
}

extension ExportDestination {
    /// A plain receiver.
    static var sample: ExportDestination { sample() }

    /// A receiver with something odd about it.
    static func sample(
        _ wire: WireProtocol = .httpProtobuf, host: String = "tempo", port: UInt16 = 4318,
        path: String = "/v1/traces", isEncrypted: Bool = false, credentials: [String] = []
    ) -> ExportDestination {
        ExportDestination(
            displayURL: "\(isEncrypted ? "https" : "http")://\(host):\(port)\(path)", wire: wire,
            isEncrypted: isEncrypted, host: host, port: port, path: path, credentials: credentials)
    }
}
