// The service put together and taken apart: every part is made here once and handed to who needs
// it. Made and stopped on threads of the roof; the request path never comes here.
import CoreMetrics
import Curl
import HTTPServer
import Health
import HealthProbes
import Locking
import Logging
import OTLP
import Reactor
import TraceSDK
import Tracing

/// What the process already has when the service is put together.
struct ServiceFoundation: Sendable {
    var configuration: StartupConfiguration
    var logs: LogSystem
    var curl: CurlLibrary
    var clocks: Clocks
    var startedAt: MonotonicTime
}

/// A running service.
final class Service: Sendable {
    private let logs: LogSystem
    private let clocks: Clocks
    private let transfers: TransferThread
    private let tracing: TracingAssembly
    private let store: any HealthStore
    private let monitor: HealthMonitor
    private let metrics: AppMetrics
    private let server: Server
    private let probes: Task<Void, Never>
    private let search: Task<Void, Never>?
    private let reporter: ErrorReporter?
    /// The port it serves on.
    let port: UInt16

    /// Starts everything on a bound listener; throws what the world refuses.
    init(_ foundation: ServiceFoundation, listener: Listener) throws {
        let configuration = foundation.configuration
        let clocks = foundation.clocks
        logs = foundation.logs
        self.clocks = clocks
        port = listener.port
        let attempts = Late<SpanMetrics>()
        let running = Late<Server>()
        transfers = try TransferThread(library: foundation.curl)
        let reporter = ErrorReporter(
            configuration.settings, transfers: transfers, clocks: clocks)
        self.reporter = reporter
        tracing = try TracingAssembly(
            configuration, transfers: transfers, logs: logs, clocks: clocks
        ) { event in
            reporter?.exporterTold(event)
            guard case .attemptEnded(let result, let duration) = event else { return }
            attempts.value?.attemptEnded(result, duration: duration)
        }
        let background = tracing.makeBackgroundSpans(clocks: clocks)
        store = try StoreAssembly.open(
            configuration.settings, log: logs.log, background: background, reporter: reporter,
            clocks: clocks)
        let outcomes = Late<ProviderMetrics>()
        let watch = ForeignSpanWatch(
            configuration, transfers: transfers, log: logs.log, reporter: reporter, clocks: clocks)
        monitor = try HealthMonitor(
            registry: configuration.registry,
            isConfigured: ProbeSchedule.configured(
                configuration.registry, keys: configuration.providerKeys),
            store: store, clocks: clocks,
            events: HealthMonitorEvents(
                onBoard: { board in
                    running.value?.deliver(board)
                    reporter?.changed(board.health)
                },
                didRecord: { outcome, _ in
                    outcomes.value?.record(outcome)
                    reporter?.attempted(outcome)
                }))
        metrics = try AppMetrics(
            MetricsAssembly.sources(
                configuration, tracing: tracing, store: store, monitor: monitor, logs: logs,
                watch: watch, reporter: reporter,
                connections: { ConnectionCounts(running.value?.statistics ?? []) },
                clocks: clocks))
        attempts.value = metrics.spans
        outcomes.value = metrics.providers
        let parts = Self.makeParts(
            foundation, tracing: tracing, store: store, monitor: monitor, metrics: metrics,
            reporter: reporter)
        let settings = configuration.settings
        try TaskTimers.open()
        // Why before the loops: requests may wait already, and the first span is that of the start.
        try tracing.tellOfTheStart(clocks: clocks)
        server = try Server(
            listener: listener, loops: settings.server.threads,
            limits: ServerLimits(settings.server), clocks: clocks
        ) { _ in
            var random = SystemRandomNumberGenerator()
            return GatewayLoop(parts: parts, seededBy: &random)
        }
        running.value = server
        // Why: a board that came while the loops were made has reached none of them.
        monitor.catchUp { [server] in server.deliver($0) }
        search = watch.map { watch in Task { await watch.run() } }
        probes = Self.startProbes(
            configuration, transfers: transfers, monitor: monitor, background: background,
            clocks: clocks)
    }

    private static func makeParts(
        _ foundation: ServiceFoundation, tracing: TracingAssembly, store: any HealthStore,
        monitor: HealthMonitor, metrics: AppMetrics, reporter: ErrorReporter?
    ) -> GatewayParts {
        let settings = foundation.configuration.settings
        return GatewayParts(
            identity: InstanceIdentity(
                name: settings.service.name, version: settings.service.version,
                environment: settings.environment.text, startedAt: foundation.startedAt),
            clocks: foundation.clocks, tracing: tracing.parts, store: { store.report() },
            isStoreDurable: settings.isStoreDurable, logs: foundation.logs, metrics: metrics,
            crossOrigin: CrossOriginPolicy(origins: settings.server.allowedOrigins),
            firstBoard: { monitor.latestBoard }, reporter: reporter)
    }

    private static func startProbes(
        _ configuration: StartupConfiguration, transfers: TransferThread,
        monitor: HealthMonitor, background: BackgroundSpans, clocks: Clocks
    ) -> Task<Void, Never> {
        let runner = CurlProbeRunner(
            transfers: transfers, userAgent: "gatewayz-api/\(BuildVersion.text)",
            wallNanoseconds: { clocks.wall().unixNanoseconds },
            isJSON: ProbeBody.isJSON, events: background.probeEvents)
        let schedule = ProbeSchedule(
            registry: configuration.registry, keys: configuration.providerKeys, runner: runner,
            seed: UInt64.random(in: .min ... .max), now: clocks.monotonic,
            record: { _ = monitor.record($0) })
        return Task { await schedule.run() }
    }

    /// Makes swift-log, swift-metrics and swift-distributed-tracing flow through this service; once
    /// in the life of a process.
    func bootstrap() {
        let log = logs.log
        LoggingSystem.bootstrap { SwiftLogHandler(label: $0, log: log) }
        MetricsSystem.bootstrap(metrics.swiftMetrics)
        InstrumentationSystem.bootstrap(tracing.tracer)
    }

    /// Ends everything in order within the time: connections, probes, evidence, spans, and then the
    /// log, whose last line counts what was left over.
    func stop(within timeout: Duration) {
        let budget = ShutdownBudget(
            endsAt: clocks.monotonic() + timeout, now: clocks.monotonic)
        logs.log.info("Stopping: finishing what is in flight, at most \(timeout)")
        let cutOff = server.drain(within: budget.share(0.5))
        probes.cancel()
        search?.cancel()
        let unsaved = monitor.stop(within: budget.share(0.3))
        store.close(within: budget.share(0.4))
        // Why not more: a disk that is slow has a quarter of that time again.
        let spans = tracing.exporter?.shutdown(timeout: budget.share(0.7))
        reporter?.stop(within: min(.seconds(1), budget.share(0.5)))
        transfers.shutdown()
        let lastWords = ShutdownLine.text(
            connections: cutOff, spans: spans, store: store.report(),
            outcomes: monitor.droppedOutcomes + unsaved)
        _ = logs.shutdown(within: budget.share(1), lastWords: lastWords)
    }
}

/// A value that one part needs before the part that makes it exists: set once, at start.
final class Late<Value: Sendable>: Sendable {
    private let state = Locked<Value?>(nil)

    /// The value, once it is there.
    var value: Value? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
