// Every family that is read at a scrape, registered once at start.
import Health
import Prometheus
import Reactor
import TraceSDK

extension AttributeValue {
    /// The value as a label of `target_info`; lists have none.
    var labelText: String {
        switch self {
        case .string(let text): text
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .strings, .booleans, .integers, .doubles: ""
        }
    }
}

/// Registers the families of the service.
enum MetricsAssembly {
    static func register(
        _ configuration: StartupConfiguration, tracing: TracingAssembly,
        store: any HealthStore, logs: LogSystem, clocks: Clocks, in registry: Registry
    ) throws(RegistrationError) {
        let settings = configuration.settings
        try ServiceMetrics.register(
            identity(settings, tracing: tracing), in: registry)
        try ServiceMetrics.register(
            guardProblems: configuration.verdict.problemCounts.map { ("\($0.rawValue)", $1) },
            in: registry)
        let drops = logs.drops
        try ServiceMetrics.register(droppedLogLines: { drops.counts().total }, in: registry)
        try StoreMetrics.register(in: registry) { store.report() }
        let sampler = ProcessSampler(clocks: clocks)
        try ProcessMetrics.register(in: registry) { sampler.sample() }
    }

    private static func identity(
        _ settings: Settings, tracing: TracingAssembly
    ) -> ServiceIdentity {
        ServiceIdentity(
            version: settings.service.version, revision: settings.railway.commit ?? "",
            environment: settings.environment.text, serviceName: settings.service.name,
            otlpHost: tracing.exporter == nil ? "" : settings.tracing.endpoint?.read.address.host.text ?? "",
            resource: tracing.resource.attributes.map { ($0.key, $0.value.labelText) })
    }
}
