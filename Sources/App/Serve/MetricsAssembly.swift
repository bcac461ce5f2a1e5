// Where the numbers of /metrics come from, gathered from the parts. Main thread, at start.
import HTTPServer
import Health
import Locking
import OTLP
import Reactor
import TraceSDK

/// Gathers the sources of the metrics.
enum MetricsAssembly {
    static func sources(
        _ configuration: StartupConfiguration, tracing: TracingAssembly,
        store: any HealthStore, monitor: HealthMonitor, logs: LogSystem, watch: ForeignSpanWatch?,
        reporter: ErrorReporter?,
        connections: @escaping @Sendable () -> ConnectionCounts, clocks: Clocks
    ) -> MetricsSources {
        let exporter = tracing.exporter
        let status = tracing.parts.status
        let drops = logs.drops
        let keep = tracing.parts.keep
        return MetricsSources(
            routes: GatewayRoute.allCases.map { "\($0.template)" }, connections: connections,
            providers: configuration.registry, board: { monitor.board },
            store: { store.report() }, spans: { exporter?.account },
            exporterType: exporter?.componentType ?? WireProtocol.httpProtobuf.componentType,
            census: tracing.census, kept: { keep.map(KeptTraces.init) },
            spool: tracing.spoolStatus,
            tracing: { status().state }, droppedLogLines: { drops.counts().total },
            droppedOutcomes: { monitor.droppedOutcomes },
            guardProblems: configuration.verdict.problemCounts,
            foreignSpans: { watch?.foreignSpans }, errorEvents: { reporter?.counts },
            identity: identity(configuration.settings, tracing: tracing), clocks: clocks)
    }

    private static func identity(
        _ settings: Settings, tracing: TracingAssembly
    ) -> ServiceIdentity {
        let host = settings.tracing.endpoint?.read.address.host.text
        return ServiceIdentity(
            version: settings.service.version, revision: settings.railway.commit ?? "",
            environment: settings.environment.text, serviceName: settings.service.name,
            otlpHost: tracing.exporter == nil ? "" : host ?? "",
            resource: tracing.resource.attributes.filter { !unlabelled.contains($0.key) }
                .map { ($0.key, $0.value.labelText) })
    }

    /// What `target_info` does without. Why: a page that anyone may read must not tell the
    /// machine's id (machine-id(5)) and the paths of its disk, and labels are few.
    private static let unlabelled: Set<String> = [
        "host.id", "container.id", "process.executable.path", "os.build_id", "os.description",
    ]
}

extension AttributeValue {
    /// The value as a label of `target_info`; lists have none.
    var labelText: String {
        switch self {
        case .string(let text): text
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .strings, .booleans, .integers, .doubles, .bytes, .list, .map: ""
        }
    }
}
