// The rule that would have caught the bug this product began with: two environments, one Tempo.

import Testing

@Suite struct EnvironmentRuleTests {
    private func file(_ environment: String, host: String? = nil) -> String {
        """
        # The \(environment) environment.
        APP_ENV=\(environment)
        TEMPO_OTLP_HTTP_ENDPOINT=http://tempo.\(host ?? environment).railway.internal:4318
        TEMPO_OTLP_GRPC_ENDPOINT=tempo.\(host ?? environment).railway.internal:4317
        OTEL_SERVICE_NAME=gatewayz-api-\(environment)
        SENTRY_ENVIRONMENT=\(environment)
        SENTRY_RELEASE=2.0.3
        """
    }

    @Test func acceptsTwoEnvironmentsApart() {
        let found = EnvironmentRules.unequalFiles(
            staging: file("staging"), production: file("production"))
        #expect(found == [])
    }

    @Test func catchesASharedTempo() {
        let production = file("production", host: "staging")
        let found = EnvironmentRules.unequalFiles(staging: file("staging"), production: production)
        #expect(found.count == 2)
    }

    @Test func catchesAKeyThatOneFileLacks() {
        let found = EnvironmentRules.unequalFiles(
            staging: file("staging") + "\nA=1", production: file("production"))
        #expect(found.map(\.path) == [".env.production"])
    }

    @Test func catchesAnUndocumentedVariable() {
        let text = "let a = [\"APP_ENV\", \"OTEL_THING\", \"GET\", \"PORT\"]"
        let settings = SwiftSource(path: "Sources/App/Settings/A.swift", text: text)
        let found = EnvironmentRules.undocumentedVariables(settings, page: "`APP_ENV`, MY_PORT")
        #expect(found.map(\.message).map { $0.prefix(4) } == ["OTEL", "PORT"])
        let elsewhere = SwiftSource(path: "Sources/App/Serve/A.swift", text: text)
        #expect(EnvironmentRules.undocumentedVariables(elsewhere, page: "") == [])
    }

    @Test func catchesAStrayReading() {
        let text = "let a = getenv(\"PORT\")"
        let stray = SwiftSource(path: "Sources/Curl/A.swift", text: text)
        #expect(EnvironmentRules.strayReading(stray).count == 1)
        let settings = SwiftSource(path: "Sources/App/Settings/A.swift", text: text)
        #expect(EnvironmentRules.strayReading(settings) == [])
    }

    @Test(arguments: ["APP_ENV", "PORT", "OTEL_BSP_MAX_QUEUE_SIZE", "A_1"])
    func knowsAVariable(name: String) {
        #expect(EnvironmentRules.isVariable(name))
    }

    @Test(arguments: ["GET", "", "_A", "app_env", "OTEL_", "SENTRY_*", "1_A", "RFC 1918"])
    func knowsWhatIsNone(name: String) {
        #expect(!EnvironmentRules.isVariable(name))
    }
}
