// The sentences that operators search for, told truthfully: success is said once an export has
// really had its 2xx, failure once per change of state, with why.
import OTLP
import Synchronization

/// Words what the exporter tells.
final class StartupLines: Sendable {
    private let log: Log
    private let isConsole: Bool
    private let saidSuccess = Atomic<Bool>(false)

    init(log: Log, isConsole: Bool = false) {
        self.log = log
        self.isConsole = isConsole
    }

    /// Before the first attempt.
    func beginning(endpoint: String) {
        log.info("🔭 Initializing OpenTelemetry tracing...")
        log.info("   Tempo endpoint: \(endpoint)")
    }

    /// Before the first spans are written to the log.
    func beginningOnConsole() {
        log.info("🔭 Initializing OpenTelemetry tracing...")
        log.info("   Spans are written to this log: OTEL_TRACES_EXPORTER is console")
    }

    /// When there will be no attempt.
    func skipping(why: String) { log.warn("Skipping OpenTelemetry initialization: \(why)") }

    /// Something the exporter tells, on its thread.
    func tell(_ event: ExporterEvent) {
        switch event {
        case .stateChanged(.starting): break
        case .stateChanged(.ok):
            if saidSuccess.exchange(true, ordering: .relaxed) {
                log.info("Tempo endpoint is reachable again")
            } else {
                log.info("✅ OpenTelemetry tracing initialized successfully")
            }
        case .stateChanged(.failing(let reason)):
            log.warn("Tempo endpoint is not reachable: \(reason)")
        case .stateUnsteady(.failing(let reason), let untold):
            log.warn(
                "Tempo endpoint is not reachable: \(reason) "
                    + "(its state changed \(untold) times since it was last told)")
        case .stateUnsteady(_, let untold):
            log.info(
                "Tempo endpoint is reachable again "
                    + "(its state changed \(untold) times since it was last told)")
        case .partialSuccess(let rejected, let message):
            log.warn(
                isConsole
                    ? "The log rejected \(rejected) spans: \(message)"
                    : "Tempo rejected \(rejected) spans: \(message)")
        case .batchLost(let spans, _, let reason):
            log.error("\(spans) spans are lost: \(reason)")
        case .attemptEnded(let result, let duration):
            guard log.takes(.debug) else { return }
            let (seconds, attoseconds) = duration.components
            let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
            log.write(
                .debug, "An export ended: \(result.label)",
                fields: [
                    LogField("result", .text(result.label)),
                    LogField("microseconds", .whole(microseconds)),
                ])
        }
    }
}
