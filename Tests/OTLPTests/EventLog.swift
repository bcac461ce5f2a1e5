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
}
