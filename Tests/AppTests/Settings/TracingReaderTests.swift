// Switch, endpoint, credentials and the rest of tracing: the settings that several names decide.
import Testing
import TraceSDK

@testable import App

struct TracingReaderTests {
    struct Switch: Sendable, CustomTestStringConvertible {
        let process: [String: String]
        var file = ""
        let isOn: Bool
        var warnings: [String] = []
        var problems: [String] = []
        var testDescription: String { "\(process) over \(file)" }
    }

    @Test(arguments: [
        Switch(process: [:], isOn: true),
        Switch(process: ["TEMPO_ENABLED": "no"], isOn: false),
        Switch(process: ["OTEL_SDK_DISABLED": "TRUE"], isOn: false),
        Switch(process: ["OTEL_SDK_DISABLED": "1"], isOn: true, warnings: ["OTEL_SDK_DISABLED"]),
        Switch(
            process: ["OTEL_SDK_DISABLED": "true"], file: "TEMPO_ENABLED=true", isOn: false,
            warnings: ["TEMPO_ENABLED in .env.qa:1"]),
        Switch(
            process: ["TEMPO_ENABLED": "on"], file: "OTEL_SDK_DISABLED=true", isOn: true,
            warnings: ["OTEL_SDK_DISABLED in .env.qa:1"]),
        Switch(
            process: ["TEMPO_ENABLED": "true", "OTEL_SDK_DISABLED": "true"], isOn: true,
            warnings: ["OTEL_SDK_DISABLED"]),
        Switch(process: ["TEMPO_ENABLED": "true", "OTEL_SDK_DISABLED": "false"], isOn: true),
        Switch(process: ["TEMPO_ENABLED": "maybe"], isOn: true, problems: ["TEMPO_ENABLED"]),
        Switch(process: ["OTEL_TRACES_EXPORTER": "none"], isOn: false),
        Switch(process: ["OTEL_TRACES_EXPORTER": "console"], isOn: false),
        Switch(
            process: ["OTEL_TRACES_EXPORTER": "zipkin"], isOn: true,
            warnings: ["OTEL_TRACES_EXPORTER"]),
    ])
    func theSwitch(_ row: Switch) {
        let loaded = loadTracing(row.process, file: row.file)
        #expect(loaded.tracing.isWanted == row.isOn)
        #expect(loaded.warnings.map(\.name) == row.warnings)
        #expect(loaded.problems.map(\.name) == row.problems)
    }

    @Test func theReasonNamesTheVariableThatTurnedItOff() {
        #expect(
            loadTracing(["TEMPO_ENABLED": "off"]).tracing.state
                == .off(reason: "TEMPO_ENABLED is off"))
        #expect(loadTracing([:]).tracing.state == .off(reason: "no endpoint is set"))
        #expect(
            loadTracing(["OTEL_TRACES_EXPORTER": "none"]).tracing.state
                == .off(reason: "OTEL_TRACES_EXPORTER is none"))
    }

    @Test(
        arguments: [
            ("otlp", .on, 0), ("OTLP", .on, 0), ("console", .console, 0),
            (" Console ", .console, 0),
            ("none", .off(reason: "OTEL_TRACES_EXPORTER is none"), 0), ("", .on, 0),
            ("zipkin", .on, 1), ("zipkin,jaeger", .on, 1), ("otlp,console", .on, 1),
            ("console,otlp,none", .console, 2), ("zipkin, console", .console, 1),
            ("console,console", .console, 0), (",", .on, 1),
        ] as [(String, TracingSwitch, Int)])
    func theExporterIsTheFirstThatIsKnown(text: String, state: TracingSwitch, warnings: Int) {
        let loaded = loadTracing(["OTEL_TRACES_EXPORTER": text, Self.tempo: "http://t:1"])
        #expect(loaded.tracing.state == state && loaded.problems.isEmpty)
        let names = Array(repeating: "OTEL_TRACES_EXPORTER", count: warnings)
        #expect(loaded.warnings.map(\.name) == names)
        #expect((loaded.tracing.endpoint == nil) == (state == .console))
    }

    @Test func whereSpansAreWrittenToTheLogNothingIsSent() {
        let console = loadTracing(["OTEL_TRACES_EXPORTER": "console", Self.tempo: "http://t:1"])
            .tracing
        #expect(console.reasonNotToSend == "OTEL_TRACES_EXPORTER is console")
        #expect(console.httpEndpoint != nil && !console.isWanted)
        #expect(loadTracing([Self.tempo: "http://t:1"]).tracing.reasonNotToSend == nil)
        #expect(loadTracing([:]).tracing.reasonNotToSend == "no endpoint is set")
        let off = loadTracing(["OTEL_TRACES_EXPORTER": "console", "OTEL_SDK_DISABLED": "true"])
            .tracing
        #expect(off.reasonNotToSend == "OTEL_SDK_DISABLED is true")
        var inputs = SettingsInputs.process([
            "APP_ENV": "production", "OTEL_TRACES_EXPORTER": "console",
        ])
        #expect(LoadedConfiguration(inputs).allProblems.isEmpty)
        inputs.process["OTEL_TRACES_EXPORTER"] = "otlp"
        #expect(LoadedConfiguration(inputs).allProblems.map(\.rule) == [.wrongEndpoint])
    }

    struct Chosen: Sendable, CustomTestStringConvertible {
        let process: [String: String]
        var file = ""
        let url: String?
        var warnings: [String] = []
        var testDescription: String { "\(process) over \(file)" }
    }

    private static let tempo = "TEMPO_OTLP_HTTP_ENDPOINT"
    private static let base = "OTEL_EXPORTER_OTLP_ENDPOINT"
    private static let traces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"

    @Test(arguments: [
        Chosen(process: [:], url: nil),
        Chosen(process: [tempo: "http://t:1"], url: "http://t:1/v1/traces"),
        Chosen(process: [base: "http://b:1"], url: "http://b:1/v1/traces"),
        Chosen(process: [traces: "http://s:1/x"], url: "http://s:1/x"),
        Chosen(
            process: [base: "http://b:1", traces: "http://s:1/x"], url: "http://s:1/x",
            warnings: [base]),
        Chosen(
            process: [base: "http://b:1"], file: "\(tempo)=http://t:1",
            url: "http://t:1/v1/traces", warnings: [base]),
        Chosen(
            process: [traces: "http://s:1/x", tempo: "http://t:1"], url: "http://t:1/v1/traces",
            warnings: [traces]),
        Chosen(
            process: [base: "http://b:1"], file: "\(traces)=http://s:1/x",
            url: "http://b:1/v1/traces", warnings: ["\(traces) in .env.qa:1"]),
        Chosen(
            process: [base: "http://t:1/"], file: "\(tempo)=http://t:1/v1/traces",
            url: "http://t:1/v1/traces"),
        Chosen(
            process: [tempo: "http://p:1"], file: "\(tempo)=http://t:1",
            url: "http://p:1/v1/traces"),
    ])
    func theEndpoint(_ row: Chosen) {
        let loaded = loadTracing(row.process, file: row.file)
        #expect(loaded.tracing.endpoint?.url == row.url)
        #expect(loaded.warnings.map(\.name) == row.warnings)
        #expect(loaded.problems.isEmpty)
    }

    @Test(arguments: [tempo, base, traces])
    func anEndpointThatIsNoneIsAProblemInEitherDialect(name: String) {
        let loaded = loadTracing([name: "http://h:port"])
        #expect(loaded.problems.map(\.name) == [name])
        #expect(loaded.tracing.endpoint == nil)
    }

    @Test func theGRPCEndpointIsReadBesideIt() {
        let loaded = loadTracing(["TEMPO_OTLP_GRPC_ENDPOINT": "tempo:4317"])
        #expect(loaded.tracing.grpcEndpoint?.url == "http://tempo:4317")
        #expect(loaded.tracing.endpoint == nil)
    }

    struct Sent: Sendable, CustomTestStringConvertible {
        let process: [String: String]
        let headers: [String]
        /// Where a receiver refuses, the variables that are named.
        var credentials: [String]?
        var warnings: [String] = []
        var testDescription: String { "\(process.keys.sorted())" }
    }

    @Test(arguments: [
        Sent(
            process: [tempo: "https://t", "OTEL_EXPORTER_OTLP_HEADERS": "a=b"], headers: [],
            warnings: ["OTEL_EXPORTER_OTLP_HEADERS"]),
        Sent(
            process: [
                tempo: "https://t", base: "https://t", "OTEL_EXPORTER_OTLP_HEADERS": "a=b",
            ], headers: []),
        Sent(
            process: [base: "https://b", "OTEL_EXPORTER_OTLP_HEADERS": "a=b"], headers: ["a: b"]),
        Sent(
            process: [
                base: "https://b", "OTEL_EXPORTER_OTLP_HEADERS": "a=b",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "c=d",
            ], headers: ["c: d"]),
        Sent(
            process: [
                tempo: "https://t", "GRAFANA_TEMPO_USERNAME": "123456",
                "GRAFANA_TEMPO_API_KEY": "glc_key",
            ], headers: ["authorization: Basic MTIzNDU2OmdsY19rZXk="]),
        Sent(
            process: [
                base: "https://otlp-gateway.grafana.net/otlp", "GRAFANA_TEMPO_USERNAME": "123456",
                "GRAFANA_TEMPO_API_KEY": "glc_key",
            ], headers: ["authorization: Basic MTIzNDU2OmdsY19rZXk="]),
        Sent(
            process: [
                base: "https://railway.example", "GRAFANA_TEMPO_USERNAME": "123456",
                "GRAFANA_TEMPO_API_KEY": "glc_key",
            ], headers: [], warnings: ["GRAFANA_TEMPO_API_KEY"]),
        Sent(
            process: [tempo: "https://t", "GRAFANA_TEMPO_API_KEY": "glc_key"], headers: [],
            warnings: ["GRAFANA_TEMPO_API_KEY"]),
        Sent(
            process: [tempo: "https://u:p@t"], headers: ["authorization: Basic dTpw"],
            credentials: ["the user-info of \(tempo)"]),
        Sent(
            process: [
                tempo: "https://u:p@t", "GRAFANA_TEMPO_USERNAME": "123456",
                "GRAFANA_TEMPO_API_KEY": "glc_key",
            ], headers: ["authorization: Basic MTIzNDU2OmdsY19rZXk="],
            credentials: ["GRAFANA_TEMPO_API_KEY"]),
        Sent(
            process: [
                base: "https://b", "OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=k",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "no pair",
            ], headers: ["x-api-key: k"], credentials: ["OTEL_EXPORTER_OTLP_HEADERS"],
            warnings: ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"]),
        Sent(
            process: [
                base: "https://a.grafana.net/otlp", "GRAFANA_TEMPO_USERNAME": "123456",
                "GRAFANA_TEMPO_API_KEY": "glc_key",
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer x,a=b",
            ], headers: ["authorization: Basic MTIzNDU2OmdsY19rZXk=", "a: b"],
            credentials: ["GRAFANA_TEMPO_API_KEY"], warnings: ["OTEL_EXPORTER_OTLP_HEADERS"]),
        Sent(
            process: [
                base: "https://a.grafana.net/otlp", "GRAFANA_TEMPO_USERNAME": "123456",
                "GRAFANA_TEMPO_API_KEY": "glc_key",
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Basic MTIzNDU2OmdsY19rZXk=",
            ], headers: ["authorization: Basic MTIzNDU2OmdsY19rZXk="],
            credentials: ["GRAFANA_TEMPO_API_KEY"]),
        Sent(
            process: [
                base: "https://b", "OTEL_EXPORTER_OTLP_HEADERS": "Content-Type=text/plain,a=b",
            ], headers: ["a: b"], credentials: [], warnings: ["OTEL_EXPORTER_OTLP_HEADERS"]),
        Sent(
            process: [
                base: "https://u:p@b", "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20x",
            ], headers: ["authorization: Bearer x"]),
    ])
    func credentialsGoOnlyWhereTheyWereMeantTo(_ row: Sent) {
        let loaded = loadTracing(row.process)
        #expect(loaded.tracing.headers.map { "\($0.name): \($0.value.reveal())" } == row.headers)
        if let named = row.credentials { #expect(loaded.tracing.credentials == named) }
        #expect(loaded.warnings.map(\.name) == row.warnings)
    }

    @Test(arguments: [
        ["GRAFANA_TEMPO_USERNAME": "1", "GRAFANA_TEMPO_API_KEY": "k", tempo: "http://acme.com"],
        ["OTEL_EXPORTER_OTLP_HEADERS": "Authorization=x", base: "http://acme.com"],
        ["OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=x", base: "http://acme.com"],
        [tempo: "http://u:p@acme.com"],
    ])
    func aCredentialOverPlainHTTPToAPublicHostIsRefused(process: [String: String]) {
        #expect(loadTracing(process).problems.map(\.rule) == [.plainCredential])
        var off = process
        off["TEMPO_ENABLED"] = "false"
        #expect(loadTracing(off).problems.isEmpty)
    }

    @Test func aBatchIsNeverLargerThanTheQueue() {
        let loaded = loadTracing([
            "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "200",
        ])
        #expect(loaded.tracing.batch.maximumBatchSpans == 100)
        #expect(loaded.warnings.map(\.name) == ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"])
    }

    @Test(arguments: [
        ("1", 1, 0), ("8388607", 8_388_607, 0), ("8388608", 65_536, 1), ("0", 65_536, 1),
    ])
    func theQueueHoldsNoMoreThanTheBooksCanCount(text: String, spans: Int, warnings: Int) {
        let loaded = loadTracing([
            "OTEL_BSP_MAX_QUEUE_SIZE": text, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "1",
        ])
        #expect(loaded.tracing.batch.maximumQueueSpans == spans)
        #expect(loaded.warnings.count == warnings && loaded.problems.isEmpty)
    }

    @Test(arguments: [
        ("http", false), ("http/dup", true), ("database, HTTP/DUP", true), ("", false),
    ])
    func theOldAttributesAreAddedOnRequest(text: String, adds: Bool) {
        #expect(
            loadTracing(["OTEL_SEMCONV_STABILITY_OPT_IN": text]).tracing.addsOldHTTPAttributes
                == adds)
    }

    @Test(
        arguments: [
            ("tracecontext", [.traceContext], 0), ("none", [], 0), ("b3", [.b3], 0),
            ("baggage,tracecontext,baggage", [.baggage, .traceContext], 0),
            ("TraceContext , B3multi,jaeger", [.traceContext, .b3Multi, .jaeger], 0),
            ("xray", [.traceContext, .baggage], 1), ("b3,xray,ottrace", [.b3], 2),
            ("b3,none", [], 0),
        ] as [(String, [Propagator], Int)])
    func propagators(text: String, read: [Propagator], warnings: Int) {
        let loaded = loadTracing(["OTEL_PROPAGATORS": text])
        #expect(loaded.tracing.propagators == read)
        #expect(
            loaded.warnings.map(\.name) == Array(repeating: "OTEL_PROPAGATORS", count: warnings))
    }

    @Test func whatIsKeptWhateverTheRatio() {
        let usual = loadTracing([:]).tracing
        #expect(usual.keepSlowerThan == .seconds(1) && usual.keepPerSecond == 10)
        let set = loadTracing(["TRACES_KEEP_SLOWER_THAN": "0.25", "TRACES_KEEP_PER_SECOND": "0"])
            .tracing
        #expect(set.keepSlowerThan == .milliseconds(250) && set.keepPerSecond == 0)
        #expect(KeepPolicy(usual) != nil && KeepPolicy(set) == nil)
        for name in ["always_off", "parentbased_always_off"] {
            #expect(KeepPolicy(loadTracing(["OTEL_TRACES_SAMPLER": name]).tracing) == nil)
        }
    }

    @Test func sharesOfSingleRoutes() {
        let loaded = loadTracing(["TRACES_ROUTE_RATIOS": "/health=0, /metrics=0.01,/health=0.5"])
        #expect(
            loaded.tracing.routeRatios == [
                RouteRatio(route: "/metrics", ratio: 0.01),
                RouteRatio(route: "/health", ratio: 0.5),
            ])
        #expect(loadTracing([:]).tracing.routeRatios.isEmpty)
    }

    @Test func everySpanLimitIsRead() {
        let loaded = loadTracing([
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "1", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "2",
            "OTEL_SPAN_EVENT_COUNT_LIMIT": "3", "OTEL_SPAN_LINK_COUNT_LIMIT": "4",
            "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "6",
            "OTEL_ATTRIBUTE_COUNT_LIMIT": "7", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "8",
        ])
        let limits = SpanLimits(loaded.tracing.limits)
        #expect(limits.attributes == 1 && limits.attributeValueScalars == 2)
        #expect(limits.events == 3 && limits.links == 4)
        #expect(limits.attributesPerEvent == 5 && limits.attributesPerLink == 6)
        let general = SpanLimits(
            loadTracing([
                "OTEL_ATTRIBUTE_COUNT_LIMIT": "7", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "8",
            ]).tracing.limits)
        #expect(general.attributes == 7 && general.attributeValueScalars == 8)
        #expect(general.attributesPerEvent == 128 && general.events == 128)
        #expect(general.attributesPerLink == 128 && general.links == 128)
        #expect(SpanLimits(loadTracing([:]).tracing.limits) == SpanLimits())
        let most = String(Int32.max)
        let unlimited = loadTracing([
            "OTEL_ATTRIBUTE_COUNT_LIMIT": most, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": most,
            "OTEL_SPAN_EVENT_COUNT_LIMIT": most,
        ])
        #expect(unlimited.warnings.isEmpty && unlimited.tracing.limits.eventCount == Int(Int32.max))
    }

    @Test func theContextThatTheProcessWasStartedIn() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let loaded = loadTracing(["TRACEPARENT": parent, "TRACESTATE": "a=1"])
        #expect(loaded.tracing.startupCarrier == ["traceparent": parent, "tracestate": "a=1"])
        #expect(loadTracing([:]).tracing.startupCarrier.isEmpty)
    }
}
