// The rows about traces: switch, endpoints, credentials, export, sampling, batches and limits.
// Defaults are the OpenTelemetry specification's where it has one, but for the size of the queue.
import OTLP
import TraceSDK

extension SettingTable {
    static let tracingSwitch = Setting(
        .tracing, "tracing", "TEMPO_ENABLED", "OTEL_SDK_DISABLED", grammar: .flag, default: true,
        help: "Whether spans are exported; OTEL_SDK_DISABLED means the opposite.")

    static let endpoint = Setting(
        optional: .tracing, "OTLP/HTTP endpoint", "TEMPO_OTLP_HTTP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT", grammar: .address,
        defaultText: "http://tempo:4318 in development, none elsewhere",
        help: "Where spans go, with or without /v1/traces; TEMPO_* beats OTEL_* in any layer.")

    static let grpcEndpoint = Setting(
        optional: .tracing, "OTLP/gRPC endpoint", "TEMPO_OTLP_GRPC_ENDPOINT", grammar: .address,
        help: "Tempo's gRPC door, used with OTEL_EXPORTER_OTLP_PROTOCOL=grpc and always guarded.")

    static let grafanaUsername = Setting(
        optional: .tracing, "Grafana Cloud user", "GRAFANA_TEMPO_USERNAME", grammar: .secret,
        isSecret: true, help: "The instance number, for Basic authentication.")

    static let grafanaKey = Setting(
        optional: .tracing, "Grafana Cloud key", "GRAFANA_TEMPO_API_KEY", grammar: .secret,
        isSecret: true, help: "The access token that goes with it.")

    static let inboundContext = Setting(
        .tracing, "inbound context", "INBOUND_TRACE_CONTEXT",
        grammar: .word(InboundContext.allCases.map { ($0.rawValue, $0) }),
        default: InboundContext.continue,
        help: "What becomes of a caller's trace; link begins a new one that points to it.")

    static let propagators = Setting(
        .tracing, "propagators", "OTEL_PROPAGATORS",
        grammar: .propagators, default: [.traceContext, .baggage],
        help: "Which headers carry the context; of several that do the last named counts.")

    static let semanticConventions = Setting(
        .tracing, "semantic conventions", "OTEL_SEMCONV_STABILITY_OPT_IN",
        grammar: .text("a list by commas"), default: "", defaultText: "none",
        help: "http/dup adds the old http.method, http.status_code and http.target.")

    static let queryURL = Setting(
        optional: .tracing, "Tempo query address", "TEMPO_QUERY_URL", grammar: .address,
        defaultText: "the endpoint's host, port 3200",
        help:
            "Where this environment's Tempo answers queries, for the canary and the hourly search."
    )

    static let sampling = Setting(
        .sampling, "sampling", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
        "SENTRY_TRACES_SAMPLE_RATE",
        grammar: .text(
            "always_on, always_off, traceidratio or probability, parentbased_ before it or not; "
                + "from 0 to 1"),
        default: "", defaultText: "parentbased_always_on", relation: .parts,
        help: "Which traces are recorded; the Sentry rate is read as parentbased_traceidratio.")

    static let keepSlowerThan = Setting(
        .sampling, "kept when slower", "TRACES_KEEP_SLOWER_THAN",
        grammar: .seconds(milliseconds: 1...3_600_000), default: .seconds(1),
        help: "An unsampled request or probe that takes longer is kept, as is one that fails.")

    static let keepPerSecond = Setting(
        .sampling, "kept a second", "TRACES_KEEP_PER_SECOND",
        grammar: .wholeNumber(0...100_000, zeroMeans: "none"), default: 10,
        help: "The most that are kept so; an always_off sampler keeps none.")

    static let routeRatios = Setting(
        .sampling, "sampling of routes", "TRACES_ROUTE_RATIOS", grammar: .routeRatios,
        default: [], defaultText: "none",
        help: "Shares of the new traces of single routes, as in /health=0,/metrics=0.01.")

    static let startupParent = Setting(
        optional: .tracing, "parent of the start", "TRACEPARENT",
        grammar: .text("a traceparent", maximumBytes: 512),
        help: "The trace that the startup span continues, such as a deployment's.")

    static let startupState = Setting(
        optional: .tracing, "its tracestate", "TRACESTATE",
        grammar: .text("a tracestate", maximumBytes: 16_384), help: "What goes with TRACEPARENT.")

    static let tracing = [
        tracingSwitch.definition, endpoint.definition, grpcEndpoint.definition,
        grafanaUsername.definition, grafanaKey.definition, sampling.definition,
        keepSlowerThan.definition, keepPerSecond.definition, routeRatios.definition,
        inboundContext.definition, propagators.definition, semanticConventions.definition,
        queryURL.definition, startupParent.definition, startupState.definition,
    ]
}

extension SettingTable {
    static let exporter = Setting(
        .export, "exporter", "OTEL_TRACES_EXPORTER",
        grammar: .exporter, default: TracesExporter.otlp,
        help: "console writes each span as a line of the log; none turns the export off.")

    static let exportProtocol = Setting(
        .export, "protocol", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL",
        grammar: .word(ExportProtocol.allCases.map { ($0.rawValue, $0) }),
        default: ExportProtocol.httpProtobuf, relation: .parts,
        help: "How spans are sent; grpc goes to TEMPO_OTLP_GRPC_ENDPOINT, or OTEL_*'s endpoint.")

    static let exportHeaders = Setting(
        .export, "headers", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS",
        grammar: .headers, default: [], defaultText: "none", relation: .parts, isSecret: true,
        help: "Sent to an OTEL_* endpoint only, never to Tempo's.")

    static let exportCompression = Setting(
        .export, "compression", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
        "OTEL_EXPORTER_OTLP_COMPRESSION",
        grammar: .word([("none", false), ("gzip", true)]), default: false, relation: .parts,
        help: "How exports are compressed.")

    static let exportTimeout = Setting(
        .export, "export timeout", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
        "OTEL_EXPORTER_OTLP_TIMEOUT", grammar: .milliseconds(0...3_600_000),
        default: .milliseconds(10_000), relation: .parts,
        help: "Bounds one attempt to export; 0: only OTEL_BSP_EXPORT_TIMEOUT does.")

    static let certificate = Setting(
        optional: .export, "certificates", "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CERTIFICATE", grammar: .path(),
        relation: .parts, help: "A file of authorities to trust instead of the system's.")

    static let clientKey = Setting(
        optional: .export, "client key", "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY", grammar: .path(),
        relation: .parts, help: "A file with the key for mutual TLS.")

    static let clientCertificate = Setting(
        optional: .export, "client certificate", "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", grammar: .path(),
        relation: .parts, help: "A file with the certificate for mutual TLS.")

    static let insecure = Setting(
        .export, "insecure gRPC", "OTEL_EXPORTER_OTLP_TRACES_INSECURE",
        "OTEL_EXPORTER_OTLP_INSECURE", grammar: .specificationFlag, default: false,
        relation: .parts, help: "Plain text for an OTEL_* gRPC endpoint without scheme.")

    static let scheduleDelay = Setting(
        .export, "batch delay", "OTEL_BSP_SCHEDULE_DELAY", grammar: .milliseconds(0...600_000),
        default: .milliseconds(5_000), help: "The longest a span waits for its batch.")

    static let batchTimeout = Setting(
        optional: .export, "batch timeout", "OTEL_BSP_EXPORT_TIMEOUT",
        grammar: .milliseconds(0...3_600_000), defaultText: "30000",
        help: "Bounds a batch's export, repetitions included; what is late goes to the spool, and "
            + "without one is given up if this is set and not 0, else after an hour.")

    static let queueSpans = Setting(
        .export, "queue", "OTEL_BSP_MAX_QUEUE_SIZE",
        grammar: .wholeNumber(1...SpanQueueLimits.mostSpans),
        default: 65_536, help: "The most spans that wait; 32 MiB bound it too.")

    static let batchSpans = Setting(
        .export, "batch", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", grammar: .wholeNumber(1...1_000_000),
        default: 512, help: "The most spans in one export.")

    static let specificationFile = Setting(
        optional: .export, "declarative configuration", "OTEL_CONFIG_FILE",
        grammar: .path(), use: .notUsedYet,
        help: "Not read; the variables of this page count.")

    static let export = [
        exporter.definition, exportProtocol.definition, exportHeaders.definition,
        exportCompression.definition, exportTimeout.definition, certificate.definition,
        clientKey.definition, clientCertificate.definition, insecure.definition,
        scheduleDelay.definition, batchTimeout.definition, queueSpans.definition,
        batchSpans.definition, specificationFile.definition,
    ]
}

extension SettingTable {
    /// What the specification asks every integer to reach; many write it for "none".
    private static let largestLimit = Int(Int32.max)

    private static func limit(_ title: String, _ names: String, _ help: String) -> Setting<Int> {
        Setting(
            .limits, title, names, grammar: .wholeNumber(0...largestLimit), default: 128,
            relation: .parts, help: help)
    }

    static let attributeCount = Setting(
        .limits, "attributes of a span", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_ATTRIBUTE_COUNT_LIMIT", grammar: .wholeNumber(0...largestLimit), default: 128,
        relation: .parts, help: "The most attributes of a span.")

    static let attributeLength = Setting(
        optional: .limits, "length of an attribute", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", grammar: .wholeNumber(0...largestLimit),
        relation: .parts, help: "The most characters of an attribute's text.")

    static let eventCount = limit(
        "events of a span", "OTEL_SPAN_EVENT_COUNT_LIMIT", "The most events of a span.")

    static let linkCount = limit(
        "links of a span", "OTEL_SPAN_LINK_COUNT_LIMIT", "The most links of a span.")

    static let eventAttributeCount = limit(
        "attributes of an event", "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
        "The most attributes of an event.")

    static let linkAttributeCount = limit(
        "attributes of a link", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
        "The most attributes of a link.")

    static let limits = [
        attributeCount.definition, attributeLength.definition, eventCount.definition,
        linkCount.definition, eventAttributeCount.definition, linkAttributeCount.definition,
    ]
}
