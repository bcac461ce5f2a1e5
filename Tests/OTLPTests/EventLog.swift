// What an exporter told during a test.
import Locking
import OTLP

/// Keeps the exporter's events but for the ends of attempts, which carry measured times.
final class EventLog: Sendable {
    private let kept = Locked<[ExporterEvent]>([])
    var events: [ExporterEvent] { kept.withLock { $0 } }

    func append(_ event: ExporterEvent) {
        if case .attemptEnded = event { return }
        kept.withLock { $0.append(event) }
    }

    /// The words of all events.
    var text: String {
        events.map { event in
            switch event {
            case .stateChanged(.failing(let reason)), .stateUnsteady(.failing(let reason), _):
                reason
            case .stateChanged(let state), .stateUnsteady(let state, _): "\(state)"
            case .partialSuccess(let rejected, let message): "\(rejected) \(message)"
            case .batchLost(let spans, let label, let reason): "\(spans) \(label) \(reason)"
            case .attemptEnded: ""
            }
        }.joined(separator: "\n")
    }
}
