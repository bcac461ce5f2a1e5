// Tracing put together from the settings: the queue, the exporter and the tracer, or the reason why
// there is none. Main thread, at start.
import Curl
import Gzip
import OTLP
import Reactor
import TraceSDK
import Tracing

/// The parts of tracing.
struct TracingAssembly: Sendable {
    let exporter: Exporter?
    let tracer: TraceSDK.Tracer
    let parts: TracingParts
    let resource: Resource
    /// Counts the spans that begin.
    let census: SpanCensus
    private let startupCarrier: [String: String]
    /// What `/metrics` shows of the spool; `nil` where nothing is exported.
    let spoolStatus: @Sendable () -> SpoolStatus?

    /// `onEvent` hears what the exporter tells, on its thread, after the log has.
    init(
        _ configuration: StartupConfiguration, transfers: TransferThread, logs: LogSystem,
        clocks: Clocks, onEvent: @escaping @Sendable (ExporterEvent) -> Void
    ) throws {
        let settings = configuration.settings
        var random = SystemRandomNumberGenerator()
        resource = Resource(
            ResourceFacts.attributes(
                settings, host: HostFacts.ofThisProcess(),
                instanceID: ResourceFacts.makeInstanceID(seededBy: &random)))
        let sampler = Sampler(settings.tracing.sampling)
        let census = SpanCensus()
        self.census = census
        let log = logs.log.heard(settings.logging.tracing)
        let isConsole = settings.tracing.state == .console
        let lines = StartupLines(log: log, isConsole: isConsole)
        let tell: @Sendable (ExporterEvent) -> Void = { event in
            lines.tell(event)
            onEvent(event)
        }
        let idle = Self.idleStatus(configuration)
        if idle == nil, isConsole {
            lines.beginningOnConsole()
            exporter = Exporter(
                queue: try Self.makeQueue(settings.tracing, resource: resource),
                transport: ConsoleTransport(lines: logs.makeSpanLines(clocks: clocks)),
                settings: ExporterSettings(settings.tracing, hasSpool: false), clocks: clocks,
                onEvent: tell)
            spoolStatus = { nil }
        } else if idle == nil, let endpoint = settings.tracing.endpoint {
            lines.beginning(endpoint: endpoint.displayedBase)
            let queue = try Self.makeQueue(settings.tracing, resource: resource)
            let spool = Self.openSpool(
                settings, endpoint: endpoint, queue: queue, log: log, clocks: clocks)
            let maximumBytes = settings.spool.maximumBytes
            spoolStatus = { SpoolStatus(report: spool?.report, maximumBytes: maximumBytes) }
            exporter = try Self.makeExporter(
                settings.tracing, endpoint: endpoint, queue: queue, spool: spool,
                transfers: transfers, clocks: clocks, onEvent: tell)
        } else {
            exporter = nil
            spoolStatus = { nil }
            lines.skipping(why: idle?.reason ?? "no endpoint is set")
        }
        let exporter = self.exporter
        let limits = SpanLimits(settings.tracing.limits)
        tracer = TraceSDK.Tracer(
            sampler: exporter == nil ? .alwaysOff : sampler,
            generator: IDGenerator(seededBy: &random),
            sink: exporter.map { SharedSpanSink(queue: $0.queue) } ?? DiscardingSink(),
            limits: limits, propagators: settings.tracing.propagators, census: census)
        parts = TracingParts(
            queue: exporter?.queue,
            sampling: RequestSampling(sampler, routes: settings.tracing.routeRatios),
            style: SpanStyle(
                addsOldAttributes: settings.tracing.addsOldHTTPAttributes,
                trustsForwarded: settings.server.trustsForwarded),
            inbound: InboundRules(
                policy: settings.tracing.inboundContext,
                propagators: settings.tracing.propagators),
            keep: KeepPolicy(settings.tracing), trimmer: SpanTrimmer(limits), census: census,
            propagators: settings.tracing.propagators,
            status: { exporter.map(TracingStatus.init) ?? idle ?? TracingStatus(state: .disabled) })
        startupCarrier = settings.tracing.startupCarrier
    }

    /// Starts the exporter and exports one span at once, so that the truth about the endpoint is
    /// known before the first request; whatever the sampler says.
    func tellOfTheStart(clocks: Clocks) throws {
        guard let exporter else { return }
        try exporter.start()
        let now = clocks.wall().unixNanoseconds
        var context = ServiceContext.topLevel
        tracer.extract(startupCarrier, into: &context, using: CarrierReader())
        let span = tracer.startSpan(
            "startup", context: context, role: .internal, startUnixNanoseconds: now,
            sampling: .always)
        span.recording?.end(at: clocks.wall().unixNanoseconds)
        exporter.requestFlush()
    }

    /// The spans of probes and of the store, which go where the requests' spans go.
    func makeBackgroundSpans(clocks: Clocks) -> BackgroundSpans {
        var random = SystemRandomNumberGenerator()
        return BackgroundSpans(
            parts, generator: IDGenerator(seededBy: &random), monotonic: clocks.monotonic)
    }

    /// Why nothing is exported; nil where something is.
    private static func idleStatus(_ configuration: StartupConfiguration) -> TracingStatus? {
        let tracing = configuration.settings.tracing
        if let reason = configuration.verdict.reason {
            return TracingStatus(
                state: .blocked, endpoint: tracing.endpoint?.displayed, reason: reason)
        }
        if case .off(let reason) = tracing.state {
            return TracingStatus(
                state: .disabled, endpoint: tracing.endpoint?.displayed, reason: reason)
        }
        return nil
    }

    private static func makeQueue(
        _ tracing: TracingSettings, resource: Resource
    ) throws -> SpanQueue {
        var limits = SpanQueueLimits()
        limits.spans = tracing.batch.maximumQueueSpans
        limits.bytes = BatchSettings.maximumQueueBytes
        limits.batchSpans = tracing.batch.maximumBatchSpans
        let envelope = ExportEnvelope(
            resource: resource, scopeName: "gatewayz-api", scopeVersion: BuildVersion.text)
        return try SpanQueue(envelope: envelope, limits: limits)
    }

    /// The spool, opened before anything is exported, so that the books begin with what it holds.
    private static func openSpool(
        _ settings: Settings, endpoint: TraceEndpoint, queue: SpanQueue, log: Log, clocks: Clocks
    ) -> DiskSpool? {
        let lines = SpoolLines(log: log)
        switch settings.spool.place {
        case .off(let reason):
            lines.off(why: reason)
            return nil
        case .directory(let path):
            let fingerprint = SpoolFingerprint(
                environment: settings.environment.text, endpoint: endpoint.displayed)
            var bounds = SpoolSettings(directory: path, fingerprint: fingerprint)
            bounds.maximumBytes = settings.spool.maximumBytes
            bounds.maximumAge = settings.spool.maximumAge
            let spool = DiskSpool(bounds, queue: queue, clocks: clocks) { lines.tell($0) }
            // Why: a directory that cannot be used has been told, and is tried again later.
            _ = spool.open()
            return spool
        }
    }

    private static func makeExporter(
        _ tracing: TracingSettings, endpoint: TraceEndpoint, queue: SpanQueue, spool: DiskSpool?,
        transfers: TransferThread, clocks: Clocks,
        onEvent: @escaping @Sendable (ExporterEvent) -> Void
    ) throws(GzipError) -> Exporter {
        return Exporter(
            queue: queue,
            transport: try makeTransport(
                tracing, endpoint: endpoint, transfers: transfers, clocks: clocks),
            settings: ExporterSettings(tracing, hasSpool: spool != nil), spool: spool,
            clocks: clocks, onEvent: onEvent)
    }

    /// The way of a batch to the endpoint; `doctor` takes the same. Throws where memory lacks.
    static func makeTransport(
        _ tracing: TracingSettings, endpoint: TraceEndpoint, transfers: TransferThread,
        clocks: Clocks = .system
    ) throws(GzipError) -> any OTLPTransport {
        var options = CurlTransport.Options()
        options.headers = tracing.headers.map { ($0.name, $0.value.reveal()) }
        options.usesGzip = tracing.usesGzip
        options.tls = TLSFiles(
            authorities: tracing.tls.authorities,
            clientCertificate: tracing.tls.clientCertificate, clientKey: tracing.tls.clientKey)
        return try CurlTransport(
            transfers: transfers, url: endpoint.url,
            destination: ExportDestination(tracing, endpoint: endpoint), options: options,
            clocks: clocks)
    }
}

/// Reads the context that the process was started in.
private struct CarrierReader: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

/// Takes spans where there is nowhere to send them; a sampler that is always off yields none.
private final class DiscardingSink: SpanSink {
    func ended(_ span: FinishedSpan) {}
}

extension ExportDestination {
    /// What a log line may say of the endpoint.
    init(_ tracing: TracingSettings, endpoint: TraceEndpoint) {
        let address = endpoint.read.address
        let wire: WireProtocol =
            switch tracing.exportProtocol {
            case .httpProtobuf: .httpProtobuf
            case .httpJSON: .httpJSON
            case .grpc: .grpc
            }
        self.init(
            displayURL: endpoint.displayed, wire: wire, isEncrypted: address.scheme == .https,
            host: address.host.text, port: address.port, path: address.path,
            credentials: tracing.credentials)
    }
}

extension ExporterSettings {
    /// The times that the settings describe.
    init(_ tracing: TracingSettings, hasSpool: Bool) {
        self.init()
        scheduleDelay = tracing.batch.scheduleDelay
        attemptTimeout = tracing.exportTimeout
        guard let bound = tracing.batch.exportTimeout else { return }
        guard bound > .zero else {
            // Why: zero is no limit, and without one a batch is given up after this all the same.
            exportTimeout = longestRetry
            return
        }
        exportTimeout = bound
        // Why: nobody loses spans to a bound that nobody set, and a spool takes what is late.
        if !hasSpool { longestRetry = bound }
    }
}

extension Sampler {
    /// The sampler that the settings describe.
    init(_ sampling: Sampling) {
        let root: Sampler =
            switch sampling.root {
            case .alwaysOn: .alwaysOn
            case .alwaysOff: .alwaysOff
            case .ratio(let share): .traceIDRatio(share)
            case .probability(let share): .probability(share)
            }
        self = sampling.isParentBased ? .parentBased(root: root) : root
    }
}

extension SpanLimits {
    /// The limits that the settings describe.
    init(_ settings: SpanLimitSettings) {
        self.init()
        attributes = settings.attributeCount
        attributeValueScalars = settings.attributeValueLength
        events = settings.eventCount
        links = settings.linkCount
        attributesPerEvent = settings.eventAttributeCount
        attributesPerLink = settings.linkAttributeCount
    }
}

extension KeepPolicy {
    /// What the settings describe; nil where nothing is to be kept: a sampler that is always off
    /// means that the operator wants no spans at all.
    convenience init?(_ settings: TracingSettings) {
        guard settings.keepPerSecond > 0, settings.sampling.root != .alwaysOff else { return nil }
        let (seconds, attoseconds) = settings.keepSlowerThan.components
        self.init(
            slowerThanNanoseconds: UInt64(seconds * 1_000_000_000 + attoseconds / 1_000_000_000),
            maximumPerSecond: settings.keepPerSecond)
    }
}

extension TracingStatus {
    /// What an exporter's replies say.
    init(_ exporter: Exporter) {
        switch exporter.state {
        case .starting: self.init(state: .starting)
        case .ok: self.init(state: .ok)
        case .failing(let reason): self.init(state: .failing, reason: reason)
        }
        let account = exporter.account
        endpoint = exporter.displayURL
        exportedSpans = UInt64(account.exported)
        droppedSpans = UInt64(account.lost)
        queuedSpans = UInt64(account.queued + account.inFlight + account.spooled)
        lastSuccess = account.lastSuccess
    }
}
