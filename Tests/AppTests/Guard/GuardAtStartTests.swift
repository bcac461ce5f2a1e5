// The guard as an operator meets it: the committed files, one thing changed, and what is said.
import Testing

@testable import App

struct GuardAtStartTests {
    /// A change to the variables of a service that starts as staging with the committed files.
    struct Change: Sendable, CustomTestStringConvertible {
        let rule: GuardRule
        let testDescription: String
        let process: [String: String]

        init(_ rule: GuardRule, _ description: String, _ process: [String: String]) {
            self.rule = rule
            testDescription = "rule \(rule.rawValue): \(description)"
            self.process = process
        }

        var inputs: SettingsInputs {
            .committed(["APP_ENV": "staging"].merging(process) { $1 })
        }
    }

    private static let endpoint = "TEMPO_OTLP_HTTP_ENDPOINT"
    private static let production = "http://tempo.production.railway.internal:4318"

    @Test(arguments: [
        Change(.environmentNames, "two names", ["ENVIRONMENT": "production"]),
        Change(.environmentNames, "the dialect of the other guide", ["ENVIRONMENT": "prod"]),
        Change(.railwayEnvironment, "another", ["RAILWAY_ENVIRONMENT_NAME": "production"]),
        Change(.sentryEnvironment, "another", ["SENTRY_ENVIRONMENT": "production"]),
        Change(.foreignName, "the host", [endpoint: "https://tempo-production.acme.com"]),
        Change(.foreignName, "the service", ["OTEL_SERVICE_NAME": "gatewayz-api-production"]),
        Change(.foreignName, "the other name", ["SERVICE_NAME": "gatewayz-api-prod"]),
        Change(.foreignName, "Supabase", ["SUPABASE_URL": "https://production-proj.supabase.co"]),
        Change(
            .foreignName, "gRPC, unused",
            ["TEMPO_OTLP_GRPC_ENDPOINT": "tempo.production.railway.internal:4317"]),
        Change(.foreignEndpoint, "the other file's", [endpoint: production]),
        Change(.wrongEndpoint, "the query port", [endpoint: "http://tempo.staging:3200"]),
        Change(
            .wrongEndpoint, "Grafana's query address",
            [endpoint: "https://tempo-prod-04-staging.grafana.net/tempo"]),
        Change(.plainCredential, "user-info", [endpoint: "http://u:p@tempo.acme.com"]),
        Change(
            .plainCredential, "Grafana's key",
            [
                endpoint: "http://tempo.acme.com", "GRAFANA_TEMPO_USERNAME": "1",
                "GRAFANA_TEMPO_API_KEY": "k",
            ]),
        Change(.plainCredential, "Sentry's key", ["SENTRY_DSN": "http://key@sentry.acme.com/1"]),
    ])
    func refusesWithExit78AndTheRemedy(_ change: Change) throws {
        let refusal = try #require(StartupConfiguration.load(change.inputs).refusal)
        #expect(refusal.exitCode.rawValue == 78)
        #expect(refusal.problems.contains { $0.rule == change.rule })
        #expect(refusal.rendered.contains("[guard rule \(change.rule.rawValue)]"))
        var blocked = change.inputs
        blocked.process["ENVIRONMENT_GUARD"] = "block"
        let started = try StartupConfiguration.load(blocked).get()
        #expect(started.verdict == .blocked(refusal.problems))
    }

    @Test(arguments: [
        (["SENTRY_DSN": "http://key@sentry.acme.com/1"], false),
        (
            ["SENTRY_DSN": "https://key@sentry.acme.com/1", "SENTRY_ENVIRONMENT": "production"],
            false
        ),
        (["SENTRY_DSN": "https://key@sentry.acme.com/1", "ENVIRONMENT": "production"], false),
        (
            [
                "SENTRY_DSN": "https://key@sentry.acme.com/1",
                "RAILWAY_ENVIRONMENT_NAME": "production",
            ], false
        ),
        (
            [
                "SENTRY_DSN": "https://key@sentry.acme.com/1",
                "OTEL_SERVICE_NAME": "gatewayz-api-production",
            ], true
        ),
        (["SENTRY_DSN": "http://key@10.0.0.5:9000/1"], true),
    ])
    func aBlockedStartTellsSentryNothingThatARuleForbids(
        process: [String: String], isTold: Bool
    ) throws {
        var inputs = SettingsInputs.committed(["APP_ENV": "staging"].merging(process) { $1 })
        inputs.process["ENVIRONMENT_GUARD"] = "block"
        let started = try StartupConfiguration.load(inputs).get()
        #expect((started.settings.sentry != nil) == isTold)
        #expect(started.warnings.map(\.name).contains("SENTRY_DSN") != isTold)
    }

    @Test(arguments: [
        ("https://otel.acme.com:4317", true), ("otel.acme.com:4317", true),
        ("https://otel.acme.com:4318", true), ("https://otel.acme.com:4319", false),
    ])
    func anEndpointForAnyProtocolOfAnotherFileIsKnown(theirs: String, isRefused: Bool) {
        var inputs = SettingsInputs.files([
            ".env.staging": "OTEL_EXPORTER_OTLP_ENDPOINT=\(theirs)\n"
        ])
        inputs.process = [
            "APP_ENV": "production", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "https://otel.acme.com:4317",
        ]
        let refusal = StartupConfiguration.load(inputs).refusal
        #expect(refusal?.problems.map(\.rule) == (isRefused ? [.foreignEndpoint] : nil))
    }

    @Test(arguments: [
        (".env.prod", true), (".env.PRODUCTION", true), (".env.stg", true),
        (".env.production", false), (".env.local", false), (".env.pr-12", false), (".env", false),
    ])
    func aFileUnderASynonymIsSaidToBeUnread(file: String, isWarnedOf: Bool) {
        let inputs = SettingsInputs.files([file: "TEMPO_ENABLED=false\n"])
        let warnings = LoadedConfiguration(inputs).warnings.filter { $0.name == file }
        #expect(warnings.count == (isWarnedOf ? 1 : 0))
        #expect(warnings.allSatisfy { $0.sentence.contains("is not read") })
    }

    @Test func aServiceNameIsJudgedUnderTheVariableThatGaveIt() throws {
        let inputs = SettingsInputs.process([
            "APP_ENV": "staging", "TEMPO_ENABLED": "false",
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=api-production",
        ])
        let refusal = try #require(StartupConfiguration.load(inputs).refusal)
        #expect(refusal.problems.map(\.name) == ["OTEL_RESOURCE_ATTRIBUTES"])
    }

    @Test func refusesStagingWithoutAnyEndpoint() throws {
        let refusal = try #require(
            StartupConfiguration.load(.process(["APP_ENV": "staging"])).refusal)
        #expect(refusal.problems.map(\.rule) == [.wrongEndpoint])
        #expect(refusal.exitCode.rawValue == 78)
    }

    @Test(arguments: [
        Change(.environmentNames, "a synonym", ["ENVIRONMENT": "stage"]),
        Change(.railwayEnvironment, "its own", ["RAILWAY_ENVIRONMENT_NAME": "Staging"]),
        Change(.railwayEnvironment, "a pull request", ["RAILWAY_ENVIRONMENT_NAME": "pr-12"]),
        Change(
            .railwayEnvironment, "a project whose environment has that name",
            [
                "RAILWAY_ENVIRONMENT_NAME": "production",
                "GUARD_RAILWAY_ENVIRONMENT": "production",
            ]),
        Change(.sentryEnvironment, "a synonym", ["SENTRY_ENVIRONMENT": "stg"]),
        Change(.foreignName, "both names", [endpoint: "https://staging.prod-eu.acme.com"]),
        Change(.foreignName, "Grafana", [endpoint: "https://otlp-prod-us.grafana.net/otlp"]),
        Change(
            .foreignEndpoint, "Railway's form", [endpoint: "http://tempo.railway.internal:4318"]),
        Change(.wrongEndpoint, "tracing off", ["TEMPO_ENABLED": "false"]),
        Change(
            .plainCredential, "the private network",
            ["GRAFANA_TEMPO_USERNAME": "1", "GRAFANA_TEMPO_API_KEY": "k"]),
        Change(
            .plainCredential, "TLS",
            [
                endpoint: "https://tempo.acme.com", "GRAFANA_TEMPO_USERNAME": "1",
                "GRAFANA_TEMPO_API_KEY": "k",
            ]),
        Change(
            .foreignName, "what Railway injects and Tempo overrules",
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector.production.acme.com:4318"]),
    ])
    func startsAllTheSame(_ change: Change) throws {
        let started = try StartupConfiguration.load(change.inputs).get()
        #expect(started.verdict == .clear)
    }

    @Test func anEndpointThatIsNoneIsOneProblemNotTwo() throws {
        let inputs = SettingsInputs.committed(["APP_ENV": "staging", Self.endpoint: "http://h:x"])
        let refusal = try #require(StartupConfiguration.load(inputs).refusal)
        #expect(refusal.problems.map(\.name) == [Self.endpoint])
        #expect(refusal.problems.map(\.rule) == [nil])
    }

    @Test(arguments: ["warn", "off", "none", "true", "refuse,block"])
    func anyOtherModeIsRefused(mode: String) throws {
        let inputs = SettingsInputs.committed(["APP_ENV": "staging", "ENVIRONMENT_GUARD": mode])
        let refusal = try #require(StartupConfiguration.load(inputs).refusal)
        #expect(refusal.problems.map(\.name) == ["ENVIRONMENT_GUARD"])
    }

    @Test func anUnreadableFileOfAnotherEnvironmentIsSaid() throws {
        var inputs = SettingsInputs.committed(["APP_ENV": "staging"])
        let readFile = inputs.readFile
        inputs.readFile = { $0 == ".env.production" ? .unreadable("denied") : readFile($0) }
        let started = try StartupConfiguration.load(inputs).get()
        #expect(started.warnings.map(\.name) == [".env.production"])
    }
}
