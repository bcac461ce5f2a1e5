// Where spans go and how: the protocol and the endpoints together.
import OTLP
import Testing

@testable import App

struct DestinationReaderTests {
    private func load(
        _ process: [String: String], environment: String = "qa"
    ) -> (tracing: TracingSettings, problems: [Problem], warnings: [Warning]) {
        var inputs = SettingsInputs.files([:])
        inputs.process = process
        inputs.process["APP_ENV"] = environment
        let loaded = LoadedConfiguration(inputs)
        return (loaded.settings.tracing, loaded.allProblems, loaded.warnings)
    }

    private static let spoken = "OTEL_EXPORTER_OTLP_PROTOCOL"
    private static let tempo = "TEMPO_OTLP_HTTP_ENDPOINT"
    private static let tempoGRPC = "TEMPO_OTLP_GRPC_ENDPOINT"
    private static let base = "OTEL_EXPORTER_OTLP_ENDPOINT"
    private static let insecure = "OTEL_EXPORTER_OTLP_INSECURE"

    struct Row: Sendable, CustomTestStringConvertible {
        let process: [String: String]
        let spoken: ExportProtocol
        let url: String?
        var warnings: [String] = []
        var testDescription: String { "\(process)" }
    }

    @Test(arguments: [
        Row(process: [tempo: "http://t:1"], spoken: .httpProtobuf, url: "http://t:1/v1/traces"),
        Row(
            process: [tempo: "http://t:1", spoken: "http/json"], spoken: .httpJSON,
            url: "http://t:1/v1/traces"),
        Row(
            process: [tempo: "http://t:1", tempoGRPC: "g:4317", spoken: "grpc"], spoken: .grpc,
            url: "http://g:4317"),
        Row(process: [tempoGRPC: "g", spoken: "grpc"], spoken: .grpc, url: "http://g:4317"),
        Row(
            process: [tempoGRPC: "https://g:443", spoken: "GRPC"], spoken: .grpc,
            url: "https://g:443"),
        Row(
            process: [tempoGRPC: "g:4317", base: "http://o:1", spoken: "grpc"], spoken: .grpc,
            url: "http://g:4317"),
        Row(process: [base: "http://o:4317", spoken: "grpc"], spoken: .grpc, url: "http://o:4317"),
        Row(process: [base: "o:4317", spoken: "grpc"], spoken: .grpc, url: "https://o:4317"),
        Row(
            process: [base: "o:4317", spoken: "grpc", "OTEL_EXPORTER_OTLP_INSECURE": "true"],
            spoken: .grpc, url: "http://o:4317"),
        Row(
            process: [base: "https://o:4317", spoken: "grpc", insecure: "true"],
            spoken: .grpc, url: "https://o:4317"),
        Row(
            process: [base: "https://o:1", insecure: "true"], spoken: .httpProtobuf,
            url: "https://o:1/v1/traces"),
        Row(
            process: [tempo: "http://t:1", base: "http://o:1", spoken: "grpc"],
            spoken: .httpProtobuf, url: "http://t:1/v1/traces", warnings: [base, spoken]),
        Row(process: [spoken: "grpc"], spoken: .grpc, url: nil),
        Row(
            process: [tempo: "http://t:1", spoken: "thrift"], spoken: .httpProtobuf,
            url: "http://t:1/v1/traces", warnings: [spoken]),
        Row(
            process: [
                tempoGRPC: "g:4317", spoken: "http/json",
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "grpc",
            ], spoken: .grpc, url: "http://g:4317"),
    ])
    func theProtocolChoosesTheEndpoint(_ row: Row) {
        let loaded = load(row.process)
        #expect(loaded.tracing.exportProtocol == row.spoken)
        #expect(loaded.tracing.endpoint?.url == row.url)
        #expect(Set(loaded.warnings.map(\.name)) == Set(row.warnings))
        #expect(loaded.problems.isEmpty)
    }

    @Test(arguments: [("", "https://o:4317"), ("true", "http://o:4317")])
    func whatIsShownIsWhatIsUsed(_ insecure: String, _ shown: String) throws {
        let report = LoadedConfiguration(
            .process([
                Self.base: "o:4317", Self.spoken: "grpc", "OTEL_EXPORTER_OTLP_INSECURE": insecure,
            ])
        ).report
        let row = try #require(report.first { $0.definition.names.contains(Self.base) })
        #expect(row.value == .text(shown) && row.name == Self.base)
    }

    @Test func developmentHasADefaultForEach() {
        #expect(
            load([:], environment: "development").tracing.endpoint?.url
                == "http://tempo:4318/v1/traces")
        #expect(
            load([Self.spoken: "grpc"], environment: "development").tracing.endpoint?.url
                == "http://tempo:4317")
    }

    @Test func bothEndpointsAreGuardedWhicheverIsUsed() {
        for spoken in ["grpc", "http/protobuf"] {
            let loaded = load(
                [
                    Self.tempo: "http://tempo.production.internal:4318",
                    Self.tempoGRPC: "tempo.production.internal:4317", Self.spoken: spoken,
                ], environment: "staging")
            let names = loaded.problems.filter { $0.rule == .foreignName }.map(\.name)
            #expect(Set(names) == [Self.tempo, Self.tempoGRPC])
        }
    }

    @Test func aGRPCEndpointAloneIsNoneForHTTP() {
        let grpc = [Self.tempoGRPC: "tempo:4317"]
        #expect(load(grpc, environment: "staging").problems.map(\.rule) == [.wrongEndpoint])
        let asked = grpc.merging([Self.spoken: "grpc"]) { $1 }
        #expect(load(asked, environment: "staging").problems.isEmpty)
    }

    @Test func keysComeInPairs() {
        let key = "OTEL_EXPORTER_OTLP_CLIENT_KEY"
        let certificate = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"
        let both = load([key: "/k", certificate: "/c", "OTEL_EXPORTER_OTLP_CERTIFICATE": "/a"])
        #expect(
            both.tracing.tls
                == TLSSettings(authorities: "/a", clientCertificate: "/c", clientKey: "/k"))
        for alone in [key, certificate] {
            let loaded = load([alone: "/x"])
            #expect(loaded.tracing.tls == TLSSettings() && loaded.warnings.map(\.name) == [alone])
        }
    }

    @Test(arguments: [
        ([:], Duration.seconds(10)), (["OTEL_EXPORTER_OTLP_TIMEOUT": "300"], .milliseconds(300)),
        (["OTEL_BSP_EXPORT_TIMEOUT": "2000"], .seconds(10)),
        (["OTEL_EXPORTER_OTLP_TIMEOUT": "0"], .zero),
        (["OTEL_EXPORTER_OTLP_TIMEOUT": "-1"], .seconds(10)),
        (
            ["OTEL_EXPORTER_OTLP_TIMEOUT": "1", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "7"],
            .milliseconds(7)
        ),
        (
            ["OTEL_EXPORTER_OTLP_TIMEOUT": "300", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "soon"],
            .milliseconds(300)
        ),
    ])
    func theBoundOfAnAttempt(process: [String: String], timeout: Duration) {
        #expect(load(process).tracing.exportTimeout == timeout)
    }

    struct Bounds: Sendable {
        let text: String?
        var hasSpool = false
        var export = Duration.seconds(30)
        var retry = Duration.seconds(3_600)
        var warnings = 0
    }

    @Test(arguments: [
        Bounds(text: nil), Bounds(text: nil, hasSpool: true),
        Bounds(text: "2000", export: .seconds(2), retry: .seconds(2)),
        Bounds(text: "2000", hasSpool: true, export: .seconds(2)),
        Bounds(text: "1", hasSpool: true, export: .milliseconds(1)),
        Bounds(text: "0", export: .seconds(3_600)),
        Bounds(text: "0", hasSpool: true, export: .seconds(3_600)),
        Bounds(text: "-1", hasSpool: true, warnings: 1),
        Bounds(text: "30s", warnings: 1), Bounds(text: "3600001", warnings: 1),
    ])
    func theBoundOfAWholeExport(_ row: Bounds) {
        let loaded = load(row.text.map { ["OTEL_BSP_EXPORT_TIMEOUT": $0] } ?? [:])
        let settings = ExporterSettings(loaded.tracing, hasSpool: row.hasSpool)
        #expect(settings.exportTimeout == row.export && settings.longestRetry == row.retry)
        #expect(settings.attemptTimeout == .seconds(10))
        let names = Array(repeating: "OTEL_BSP_EXPORT_TIMEOUT", count: row.warnings)
        #expect(loaded.warnings.map(\.name) == names && loaded.problems.isEmpty)
    }
}
