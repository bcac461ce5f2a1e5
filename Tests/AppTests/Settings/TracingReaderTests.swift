// Switch, endpoint, credentials and sampler: the settings that more than one name decides.
import Testing

@testable import App

struct TracingReaderTests {
    private func load(
        _ process: [String: String], file: String = ""
    ) -> (tracing: TracingSettings, problems: [Problem], warnings: [Warning]) {
        var inputs = SettingsInputs.files([".env.qa": file])
        inputs.process = process
        inputs.process["APP_ENV"] = "qa"
        let loaded = LoadedConfiguration(inputs)
        return (loaded.settings.tracing, loaded.allProblems, loaded.warnings)
    }

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
        Switch(
            process: ["OTEL_TRACES_EXPORTER": "console"], isOn: true,
            warnings: ["OTEL_TRACES_EXPORTER"]),
    ])
    func theSwitch(_ row: Switch) {
        let loaded = load(row.process, file: row.file)
        #expect(loaded.tracing.isWanted == row.isOn)
        #expect(loaded.warnings.map(\.name) == row.warnings)
        #expect(loaded.problems.map(\.name) == row.problems)
    }

    @Test func theReasonNamesTheVariableThatTurnedItOff() {
        #expect(
            load(["TEMPO_ENABLED": "off"]).tracing.state == .off(reason: "TEMPO_ENABLED is off"))
        #expect(load([:]).tracing.state == .off(reason: "no endpoint is set"))
        #expect(
            load(["OTEL_TRACES_EXPORTER": "none"]).tracing.state
                == .off(reason: "OTEL_TRACES_EXPORTER is none"))
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
        let loaded = load(row.process, file: row.file)
        #expect(loaded.tracing.endpoint?.url == row.url)
        #expect(loaded.warnings.map(\.name) == row.warnings)
        #expect(loaded.problems.isEmpty)
    }

    @Test(arguments: [tempo, base, traces])
    func anEndpointThatIsNoneIsAProblemInEitherDialect(name: String) {
        let loaded = load([name: "http://h:port"])
        #expect(loaded.problems.map(\.name) == [name])
        #expect(loaded.tracing.endpoint == nil)
    }

    @Test func theGRPCEndpointIsReadBesideIt() {
        let loaded = load(["TEMPO_OTLP_GRPC_ENDPOINT": "tempo:4317"])
        #expect(loaded.tracing.grpcEndpoint?.url == "http://tempo:4317")
        #expect(loaded.tracing.endpoint == nil)
    }

    struct Sent: Sendable, CustomTestStringConvertible {
        let process: [String: String]
        let headers: [String]
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
        Sent(process: [tempo: "https://u:p@t"], headers: ["authorization: Basic dTpw"]),
        Sent(
            process: [
                base: "https://u:p@b", "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20x",
            ], headers: ["authorization: Bearer x"]),
    ])
    func credentialsGoOnlyWhereTheyWereMeantTo(_ row: Sent) {
        let loaded = load(row.process)
        #expect(loaded.tracing.headers.map { "\($0.name): \($0.value.reveal())" } == row.headers)
        #expect(loaded.warnings.map(\.name) == row.warnings)
    }

    @Test(arguments: [
        ["GRAFANA_TEMPO_USERNAME": "1", "GRAFANA_TEMPO_API_KEY": "k", tempo: "http://acme.com"],
        ["OTEL_EXPORTER_OTLP_HEADERS": "Authorization=x", base: "http://acme.com"],
        ["OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=x", base: "http://acme.com"],
        [tempo: "http://u:p@acme.com"],
    ])
    func aCredentialOverPlainHTTPToAPublicHostIsRefused(process: [String: String]) {
        #expect(load(process).problems.map(\.rule) == [.plainCredential])
        var off = process
        off["TEMPO_ENABLED"] = "false"
        #expect(load(off).problems.isEmpty)
    }

    struct Sampled: Sendable, CustomTestStringConvertible {
        let process: [String: String]
        var file = ""
        let sampling: String
        var warnings: [String] = []
        var testDescription: String { "\(process) over \(file)" }
    }

    private static let sampler = "OTEL_TRACES_SAMPLER"
    private static let argument = "OTEL_TRACES_SAMPLER_ARG"
    private static let rate = "SENTRY_TRACES_SAMPLE_RATE"
    private static let ratioFile =
        "\(sampler)=parentbased_traceidratio\n\(argument)=0.1\n\(rate)=0.1"

    @Test(arguments: [
        Sampled(process: [:], sampling: "parentbased_always_on"),
        Sampled(process: [sampler: "always_off"], sampling: "always_off"),
        Sampled(process: [sampler: "ParentBased_Always_Off"], sampling: "parentbased_always_off"),
        Sampled(process: [sampler: "traceidratio", argument: "0.5"], sampling: "traceidratio 0.5"),
        Sampled(process: [sampler: "traceidratio"], sampling: "traceidratio 1.0"),
        Sampled(
            process: [sampler: "traceidratio", argument: "2"], sampling: "traceidratio 1.0",
            warnings: [sampler + "_ARG"]),
        Sampled(
            process: [sampler: "jaeger_remote"], sampling: "parentbased_always_on",
            warnings: [sampler]),
        Sampled(
            process: [argument: "0.5"], sampling: "parentbased_always_on",
            warnings: [argument]),
        Sampled(process: [rate: "0.5"], sampling: "parentbased_traceidratio 0.5"),
        Sampled(process: [:], file: ratioFile, sampling: "parentbased_traceidratio 0.1"),
        Sampled(
            process: [rate: "0.5"], file: ratioFile, sampling: "parentbased_traceidratio 0.5",
            warnings: ["\(sampler) in .env.qa:1"]),
        Sampled(
            process: [argument: "0.5"], file: ratioFile,
            sampling: "parentbased_traceidratio 0.5", warnings: ["\(rate) in .env.qa:3"]),
        Sampled(
            process: [sampler: "always_on"], file: ratioFile, sampling: "always_on",
            warnings: ["\(rate) in .env.qa:3"]),
        Sampled(
            process: [sampler: "nonsense", rate: "0.5"],
            sampling: "parentbased_traceidratio 0.5", warnings: [sampler]),
    ])
    func theSampler(_ row: Sampled) {
        let loaded = load(row.process, file: row.file)
        #expect(loaded.tracing.sampling.description == row.sampling)
        #expect(loaded.warnings.map(\.name) == row.warnings)
        #expect(loaded.problems.isEmpty)
    }

    @Test(arguments: ["1.1", "-1", "all", "nan"])
    func aSentryRateThatIsNoneIsAProblem(text: String) {
        #expect(load([Self.rate: text]).problems.map(\.name) == [Self.rate])
    }

    @Test func aBatchIsNeverLargerThanTheQueue() {
        let loaded = load([
            "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "200",
        ])
        #expect(loaded.tracing.batch.maximumBatchSpans == 100)
        #expect(loaded.warnings.map(\.name) == ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"])
    }

    @Test(arguments: [
        ("http", false), ("http/dup", true), ("database, HTTP/DUP", true), ("", false),
    ])
    func theOldAttributesAreAddedOnRequest(text: String, adds: Bool) {
        #expect(load(["OTEL_SEMCONV_STABILITY_OPT_IN": text]).tracing.addsOldHTTPAttributes == adds)
    }

    @Test(arguments: [
        ("tracecontext", ["tracecontext"]), ("none", []), ("b3", ["tracecontext", "baggage"]),
        ("baggage,tracecontext,baggage", ["baggage", "tracecontext"]),
    ])
    func propagators(text: String, read: [String]) {
        #expect(load(["OTEL_PROPAGATORS": text]).tracing.propagators == read)
    }
}
