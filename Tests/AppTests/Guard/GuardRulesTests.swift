// The guard's seven rules: for each what it refuses, and what it rightly does not.
import Testing

@testable import App

struct GuardRulesTests {
    /// One case: an environment, what is changed about it, and the names that are found wanting.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let environment: EnvironmentName
        let change: @Sendable (inout GuardFacts) -> Void
        let refused: [String]

        init(
            _ description: String, _ environment: EnvironmentName = .staging,
            refused: [String] = [], _ change: @escaping @Sendable (inout GuardFacts) -> Void
        ) {
            testDescription = description
            self.environment = environment
            self.change = change
            self.refused = refused
        }

        /// Facts that break no rule, but for the change.
        var facts: GuardFacts {
            var facts = GuardFacts(environment: environment)
            facts.endpoints = [endpoint("http://tempo.railway.internal:4318")]
            change(&facts)
            return facts
        }
    }

    private func check(_ row: Case, _ rule: GuardRule) {
        let problems = EnvironmentGuard.problems(row.facts)
        #expect(problems.allSatisfy { $0.rule == rule })
        #expect(problems.map(\.name) == row.refused)
        #expect(problems.allSatisfy { $0.sentence.hasSuffix(".") && $0.remedy.hasSuffix(".") })
    }

    @Test(arguments: [
        Case("two names", refused: ["ENVIRONMENT"]) {
            $0.environmentNames = [.init("APP_ENV", "staging"), .init("ENVIRONMENT", "production")]
        },
        Case("a name that is none", refused: ["ENVIRONMENT"]) {
            $0.environmentNames = [.init("APP_ENV", "staging"), .init("ENVIRONMENT", "no name")]
        },
        Case("a file of another", refused: ["APP_ENV in .env.staging:1"]) {
            $0.environmentNames = [.init("APP_ENV in .env.staging:1", "production")]
        },
        Case("synonyms") {
            $0.environmentNames = [.init("APP_ENV", "stg"), .init("ENVIRONMENT", "STAGE")]
        },
        Case("one name") { $0.environmentNames = [.init("ENVIRONMENT", "staging")] },
        Case("an environment of its own", EnvironmentName("pr-12")!) {
            $0.environmentNames = [.init("APP_ENV", "pr-12"), .init("ENVIRONMENT", "PR-12")]
        },
    ])
    func rule1EnvironmentNames(_ row: Case) { check(row, .environmentNames) }

    @Test(arguments: [
        Case("another known one", refused: ["RAILWAY_ENVIRONMENT_NAME"]) {
            $0.railwayEnvironment = "production"
        },
        Case("its synonym", refused: ["RAILWAY_ENVIRONMENT_NAME"]) {
            $0.railwayEnvironment = "Live"
        },
        Case("the wrong exception", refused: ["RAILWAY_ENVIRONMENT_NAME"]) {
            $0.railwayEnvironment = "production"
            $0.allowedRailwayEnvironment = "development"
        },
        Case("development there", .development, refused: ["RAILWAY_ENVIRONMENT_NAME"]) {
            $0.railwayEnvironment = "production"
        },
        Case("the same") { $0.railwayEnvironment = "staging" },
        Case("a synonym of its own") { $0.railwayEnvironment = "Stage" },
        Case("a pull request's") { $0.railwayEnvironment = "gatewayz-pr-12" },
        Case("no name at all") { $0.railwayEnvironment = "My Environment" },
        Case("the exception") {
            $0.railwayEnvironment = "production"
            $0.allowedRailwayEnvironment = "prod"
        },
    ])
    func rule2RailwayEnvironment(_ row: Case) { check(row, .railwayEnvironment) }

    @Test(arguments: [
        Case("another", refused: ["SENTRY_ENVIRONMENT"]) { $0.sentryEnvironment = "production" },
        Case("one of its own", refused: ["SENTRY_ENVIRONMENT"]) { $0.sentryEnvironment = "qa" },
        Case("no name at all", refused: ["SENTRY_ENVIRONMENT"]) { $0.sentryEnvironment = "a b" },
        Case("the same") { $0.sentryEnvironment = "staging" },
        Case("a synonym") { $0.sentryEnvironment = "STG" },
        Case("unset") { $0.sentryEnvironment = nil },
    ])
    func rule3SentryEnvironment(_ row: Case) { check(row, .sentryEnvironment) }

    @Test(arguments: [
        ("http://tempo.production.railway.internal:4318", EnvironmentName.staging, true),
        ("https://tempo-prod.acme.com", .staging, true),
        ("https://tempo_prd.acme.com", .staging, true),
        ("https://PROD.acme.com", .staging, true),
        ("http://production:4318", .staging, true),
        ("https://tempo-dev.acme.com", .staging, true),
        ("https://tempo.staging.acme.com", .production, true),
        ("https://tempo.stage.acme.com", .development, true),
        ("https://tempo-production.acme.com", EnvironmentName("pr-12")!, true),
        ("http://tempo.staging.railway.internal:4318", .staging, false),
        ("http://tempo.railway.internal:4318", .staging, false),
        ("https://staging.prod-cluster.acme.com", .staging, false),
        ("https://tempo-stg.acme.com", .staging, false),
        ("https://reproduction.acme.com", .staging, false),
        ("https://tempo.products.acme.com", .staging, false),
        ("https://tempo.acme.dev", .staging, false),
        ("https://tempo.acme.prod", .staging, false),
        ("https://otlp-gateway-prod-us-east-0.grafana.net/otlp", .staging, false),
        ("http://10.0.0.5:4318", .staging, false),
        ("https://pr-12.staging.acme.com", EnvironmentName("pr-12")!, false),
        ("https://tempo-qa-prod.acme.com", EnvironmentName("qa")!, false),
    ])
    func rule4ForeignNameInAHost(url: String, environment: EnvironmentName, isRefused: Bool) {
        var facts = GuardFacts(environment: environment)
        facts.endpoints = [endpoint(url)]
        let problems = EnvironmentGuard.problems(facts)
        #expect(problems.map(\.rule) == (isRefused ? [.foreignName] : []))
    }

    @Test(arguments: [
        Case("the service's name", refused: ["OTEL_SERVICE_NAME"]) {
            $0.serviceName = .init("OTEL_SERVICE_NAME", "gatewayz-api-production")
        },
        Case("the last word of the service's name", refused: ["SERVICE_NAME"]) {
            $0.serviceName = .init("SERVICE_NAME", "gatewayz.Prod")
        },
        Case("Supabase", refused: ["SUPABASE_URL"]) {
            $0.supabase = address("https://production-proj.supabase.co")
        },
        Case("the gRPC endpoint", refused: ["TEMPO_OTLP_GRPC_ENDPOINT"]) {
            $0.endpoints.append(grpc("tempo.production.railway.internal:4317"))
        },
        Case("the service's own name") {
            $0.serviceName = .init("OTEL_SERVICE_NAME", "gatewayz-api-staging")
        },
        Case("a service without one") { $0.serviceName = .init("SERVICE_NAME", "gatewayz-api") },
        Case("its own Supabase") { $0.supabase = address("https://staging-proj.supabase.co") },
    ])
    func rule4ForeignNameElsewhere(_ row: Case) { check(row, .foreignName) }

    @Test(arguments: [
        Case("the other's", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("https://tempo.acme.com")]
            $0.otherFiles = [other("https://tempo.acme.com/v1/traces/")]
        },
        Case("the other's in other letters", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("http://TEMPO.acme.com.:4318")]
            $0.otherFiles = [other("http://tempo.acme.com:4318")]
        },
        Case("two labels on Railway", .qa, refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("http://tempo.x.railway.internal:4318")]
            $0.otherFiles = [other("http://tempo.x.railway.internal:4318")]
        },
        Case("the other's gRPC", refused: ["TEMPO_OTLP_GRPC_ENDPOINT"]) {
            $0.endpoints.append(grpc("https://tempo.acme.com:4317"))
            $0.otherFiles = [
                .init(
                    environment: .production, file: ".env.production",
                    endpoints: [grpc("tempo.acme.com:4317")])
            ]
        },
        Case("the other's by gRPC", refused: ["TEMPO_OTLP_GRPC_ENDPOINT"]) {
            $0.endpoints.append(grpc("tempo.acme.com:4317"))
            $0.otherFiles = [other("http://tempo.acme.com:4318")]
        },
        Case("the other's by HTTP on its one port", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("https://tempo.acme.com/v1/traces")]
            $0.otherFiles = [
                .init(
                    environment: .production, file: ".env.production",
                    endpoints: [grpc("https://tempo.acme.com:443")])
            ]
        },
        Case("gRPC on a port of another receiver's host") {
            $0.endpoints.append(grpc("tempo.acme.com:4327"))
            $0.otherFiles = [other("http://tempo.acme.com:4318")]
        },
        Case("gRPC on Railway") {
            $0.endpoints.append(grpc("tempo.railway.internal:4317"))
            $0.otherFiles = [other("http://tempo.railway.internal:4318")]
        },
        Case("an address of a literal", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("http://10.0.0.5:4318")]
            $0.otherFiles = [other("http://10.0.0.5:4318")]
        },
        Case("an IPv6 address in another spelling", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("http://[fd00::5]:4318")]
            $0.otherFiles = [other("http://[fd00:0:0:0:0:0:0:5]:4318")]
        },
        Case("Railway's own form") {
            $0.otherFiles = [other("http://tempo.railway.internal:4318")]
        },
        Case("another port") {
            $0.endpoints = [endpoint("http://tempo.acme.com:4318")]
            $0.otherFiles = [other("http://tempo.acme.com:14318")]
        },
        Case("another path") {
            $0.endpoints = [endpoint("https://otel.acme.com/a")]
            $0.otherFiles = [other("https://otel.acme.com/b")]
        },
        Case("its own file") {
            $0.endpoints = [endpoint("https://tempo.acme.com")]
            $0.otherFiles = [other("https://tempo.acme.com", .staging)]
        },
    ])
    func rule5ForeignEndpoint(_ row: Case) { check(row, .foreignEndpoint) }

    @Test(arguments: [
        Case("none in staging", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) { $0.endpoints = [] },
        Case("none in production", .production, refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = []
        },
        Case("only gRPC", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [grpc("tempo:4317")]
        },
        Case("the query port", .development, refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("http://tempo:3200")]
        },
        Case("Grafana's query address", refused: ["TEMPO_OTLP_HTTP_ENDPOINT"]) {
            $0.endpoints = [endpoint("https://tempo-prod-04.grafana.net/tempo")]
        },
        Case("the query port for gRPC", refused: ["TEMPO_OTLP_GRPC_ENDPOINT"]) {
            $0.endpoints.append(grpc("tempo:3200"))
        },
        Case("none with tracing off") {
            $0.endpoints = []
            $0.isTracingOn = false
        },
        Case("one that could not be read") {
            $0.endpoints = []
            $0.isEndpointUnreadable = true
        },
        Case("none in development", .development) { $0.endpoints = [] },
        Case("none in an environment of its own", .qa) { $0.endpoints = [] },
        Case("Grafana's OTLP address") {
            $0.endpoints = [endpoint("https://otlp-gateway-prod-eu.grafana.net/otlp")]
        },
        Case("a path that begins like it") {
            $0.endpoints = [endpoint("https://x.grafana.net/tempotest")]
        },
        Case("that path elsewhere") { $0.endpoints = [endpoint("https://acme.com/tempo")] },
    ])
    func rule6WrongEndpoint(_ row: Case) { check(row, .wrongEndpoint) }

    @Test(arguments: [
        ("http://tempo.acme.com:4318", true), ("http://8.8.8.8:4318", true),
        ("http://[2001:db8::1]:4318", true), ("http://roundhouse.proxy.rlwy.net:2345", true),
        ("https://tempo.acme.com", false), ("http://localhost:4318", false),
        ("http://127.0.0.1:4318", false), ("http://192.168.0.9:4318", false),
        ("http://[::1]:4318", false), ("http://[fd00::1]:4318", false),
        ("http://tempo:4318", false), ("http://tempo.railway.internal:4318", false),
    ])
    func rule7PlainCredential(url: String, isRefused: Bool) {
        var facts = GuardFacts(environment: .development)
        facts.credentials = [.init("GRAFANA_TEMPO_API_KEY", to: address(url))]
        let problems = EnvironmentGuard.problems(facts)
        #expect(problems.map(\.rule) == (isRefused ? [.plainCredential] : []))
    }
}

struct GuardVerdictTests {
    private var broken: GuardFacts {
        var facts = GuardFacts(environment: .production)
        facts.sentryEnvironment = "staging"
        facts.railwayEnvironment = "staging"
        facts.serviceName = .init("OTEL_SERVICE_NAME", "gatewayz-api-staging")
        return facts
    }

    @Test func listsTheProblemsOfAllRulesInTheirOrder() {
        let problems = EnvironmentGuard.problems(broken)
        #expect(problems.compactMap(\.rule?.rawValue) == [2, 3, 4, 6])
    }

    @Test func theModeDecidesWhatTheVerdictIs() {
        let problems = EnvironmentGuard.problems(broken)
        #expect(EnvironmentGuard.verdict(broken, mode: .refuse) == .refused(problems))
        #expect(EnvironmentGuard.verdict(broken, mode: .block) == .blocked(problems))
        let whole = GuardFacts(environment: .development)
        #expect(EnvironmentGuard.verdict(whole, mode: .block) == .clear)
    }

    @Test func everyRuleHasACountAndALabelOfItsOwn() {
        let counts = EnvironmentGuard.verdict(broken, mode: .block).problemCounts
        #expect(counts.map(\.rule) == GuardRule.allCases.map(\.label))
        #expect(counts.map(\.count) == [0, 1, 1, 1, 0, 1, 0])
        #expect(Set(GuardRule.allCases.map(\.label)).count == 7)
        #expect(GuardVerdict.clear.problemCounts.allSatisfy { $0.count == 0 })
    }

    @Test func theReasonNamesTheFirstAndCountsTheRest() throws {
        let reason = try #require(EnvironmentGuard.verdict(broken, mode: .block).reason)
        #expect(reason.hasPrefix("environment guard: RAILWAY_ENVIRONMENT_NAME: The service runs"))
        #expect(reason.hasSuffix("(and 3 more)"))
        #expect(GuardVerdict.clear.reason == nil)
    }
}

extension EnvironmentName {
    static let qa = EnvironmentName("qa")!
}

private func address(_ text: String) -> WebAddress {
    guard case .success(let address) = WebAddress.parse(text) else {
        preconditionFailure("the test's own address is wrong")
    }
    return address
}

private func read(_ text: String, as dialect: EndpointDialect) -> WebAddress {
    guard case .success(let read) = dialect.read(text) else {
        preconditionFailure("the test's own endpoint is wrong")
    }
    return read.address
}

private func endpoint(_ text: String) -> GuardFacts.Endpoint {
    .init("TEMPO_OTLP_HTTP_ENDPOINT", .http, read(text, as: .tempo))
}

private func grpc(_ text: String) -> GuardFacts.Endpoint {
    .init("TEMPO_OTLP_GRPC_ENDPOINT", .grpc, read(text, as: .tempoGRPC))
}

private func other(
    _ text: String, _ environment: EnvironmentName = .production
) -> GuardFacts.OtherFile {
    .init(environment: environment, file: environment.fileName, endpoints: [endpoint(text)])
}
