// The service put together and taken apart: every part is made here once and handed to who needs
// it. Made and stopped on threads of the roof; the request path never comes here.
import CoreMetrics
import Curl
import HTTPServer
import Health
import Logging
import OTLP
import Prometheus
import Reactor
import TraceSDK
import Tracing

/// A running service.
package final class Service: Sendable {
    private let settings: Settings
    private let logs: LogSystem
    private let transfers: TransferThread
    private let tracing: TracingAssembly
    private let store: any HealthStore
    private let server: Server
    private let clocks: Clocks
    /// The port it serves on.
    package let port: UInt16

    /// Starts everything, the listener first, so that `/health` answers at once. Throws
    /// `StartFailure` where the world refuses.
    init(
        _ configuration: StartupConfiguration, listener: Listener, store: any HealthStore,
        logs: LogSystem, curl: CurlLibrary, clocks: Clocks, startedAt: MonotonicTime
    ) throws {
        settings = configuration.settings
        self.logs = logs
        self.store = store
        self.clocks = clocks
        port = listener.port
        transfers = try TransferThread(library: curl)
        let observers = ExporterObservers()
        tracing = try TracingAssembly(
            configuration, transfers: transfers, log: logs.log, observed: observers,
            clocks: clocks)
        let registry = Registry()
        let http = try HTTPMetrics(
            registry: registry, routes: GatewayRoute.allCases.map { "\($0.template)" })
        let store = self.store
        let parts = GatewayParts(
            identity: InstanceIdentity(
                name: settings.service.name, version: settings.service.version,
                environment: settings.environment.text, startedAt: startedAt),
            clocks: clocks, tracing: tracing.parts, store: { store.report() },
            isStoreDurable: settings.isStoreDurable, logs: logs, http: http,
            registry: registry)
        server = try Server(
            listener: listener, loops: settings.server.threads,
            limits: ServerLimits(settings.server), clocks: clocks
        ) { _ in
            var random = SystemRandomNumberGenerator()
            return GatewayLoop(parts: parts, seededBy: &random)
        }
        let server = self.server
        try http.showConnections(in: registry) { ConnectionCounts(server.statistics) }
        try MetricsAssembly.register(
            configuration, tracing: tracing, store: store, logs: logs, clocks: clocks,
            in: registry)
        try tracing.exporter?.start()
        tracing.tellOfTheStart(clocks: clocks)
    }

    /// Makes swift-log, swift-metrics and swift-distributed-tracing flow through this service; once
    /// in the life of a process.
    func bootstrap(metrics factory: SwiftMetricsFactory) {
        let logs = self.logs
        LoggingSystem.bootstrap { label in
            SwiftLogHandler(label: label, log: logs.log) { LogTrace.current }
        }
        MetricsSystem.bootstrap(factory)
        InstrumentationSystem.bootstrap(tracing.tracer)
    }

    /// Ends everything in order within the time: connections, evidence, spans, then the log, whose
    /// last line counts what was left over.
    func stop(within timeout: Duration) {
        let budget = ShutdownBudget(
            total: timeout, endsAt: clocks.monotonic() + timeout, clocks: clocks)
        let cutOff = server.drain(within: budget.share(0.5))
        store.close(within: budget.share(0.4))
        let summary = tracing.exporter?.shutdown(timeout: budget.share(0.8))
        transfers.shutdown()
        logs.log.info(
            ShutdownLine.text(connections: cutOff, spans: summary, store: store.report()))
        _ = logs.shutdown(within: budget.share(1))
    }
}

/// How the time for a shutdown is shared out.
struct ShutdownBudget {
    let total: Duration
    let endsAt: MonotonicTime
    let clocks: Clocks

    /// A share of what is left, never less than a moment.
    func share(_ part: Double) -> Duration {
        let rest = endsAt - clocks.monotonic()
        return max(rest * part, .milliseconds(20))
    }
}

/// What the last line says.
enum ShutdownLine {
    static func text(connections: Int, spans: ExporterSummary?, store: StoreReport) -> String {
        let lost = spans?.abandonedSpans ?? 0
        let rows = store.kind == .sqlite ? store.pendingRows : 0
        let delivered = spans?.deliveredSpans ?? 0
        guard connections + lost + rows > 0 else {
            return "Stopped: nothing was left over, \(delivered) spans were still delivered"
        }
        return "Stopped: \(connections) connections were cut off, \(lost) spans and "
            + "\(rows) rows of evidence were left over, \(delivered) spans were still delivered"
    }
}
