// How the time for a shutdown is shared out, and what its last line says.
import Health
import OTLP
import Reactor

/// The time that is left.
struct ShutdownBudget {
    /// What a step gets at least, also when the time is up.
    static let least = Duration.milliseconds(20)

    let endsAt: MonotonicTime
    let now: @Sendable () -> MonotonicTime

    /// A share of what is left.
    func share(_ part: Double) -> Duration { max((endsAt - now()) * part, Self.least) }
}

/// Says what a shutdown has left over.
enum ShutdownLine {
    static func text(
        connections: Int, spans: ExporterSummary?, store: StoreReport, outcomes: UInt64
    ) -> String {
        let lost = spans?.abandonedSpans ?? 0
        let rows = store.kind == .sqlite ? store.pendingRows : 0
        let delivered = spans?.deliveredSpans ?? 0
        let spooled = spans?.spooledSpans ?? 0
        let kept = spooled > 0 ? ", \(spooled) wait on disk" : ""
        guard connections + lost + rows > 0 || outcomes > 0 else {
            return "Stopped: nothing was left over, \(delivered) spans were still delivered" + kept
        }
        return "Stopped: \(connections) connections were cut off, \(lost) spans, \(rows) rows and "
            + "\(outcomes) outcomes were left over, \(delivered) spans were still delivered" + kept
    }
}
