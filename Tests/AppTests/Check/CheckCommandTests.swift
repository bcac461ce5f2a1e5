// `check` on the committed files and on what people do to them.
import Testing
import Wire

@testable import App

struct CheckCommandTests {
    private func run(
        _ scope: CheckRequest.Scope, _ inputs: SettingsInputs, isJSON: Bool = false,
        railway: Bool = false
    ) -> CommandOutput {
        CheckCommand.run(
            CheckRequest(scope: scope, isJSON: isJSON, showsRailwayCommand: railway), inputs)
    }

    @Test func aNameFromTheResourceAttributesIsShownWithItsSource() throws {
        let output = run(
            .current,
            .process(["OTEL_RESOURCE_ATTRIBUTES": "service.name=mine,service.version=7"]))
        let lines = output.standardOutput.split(separator: "\n")
        for (title, value) in [("service name", "mine"), ("version", "7")] {
            let line = try #require(lines.first { $0.hasPrefix("    \(title) ") })
            #expect(line.contains(" \(value) "))
            #expect(line.hasSuffix("process OTEL_RESOURCE_ATTRIBUTES"))
        }
    }

    @Test func theCommittedFilesPass() {
        let output = run(.all, .committed(["APP_ENV": "nonsense name", "PORT": "x"]))
        #expect(output.exitCode == .success)
        #expect(output.standardOutput.hasSuffix("check: passed\n"))
        #expect(output.standardOutput.contains("environment staging, from .env.staging"))
        #expect(output.standardOutput.contains("environment production, from .env.production"))
        #expect(output.standardError.isEmpty)
    }

    /// The committed files with one word replaced in one of them.
    private func committed(
        _ file: String, _ text: String, _ replacement: String
    ) throws -> SettingsInputs {
        var files = [
            ".env.staging": try Repository.text(".env.staging"),
            ".env.production": try Repository.text(".env.production"),
        ]
        files[file] = files[file]?.replacing(text, with: replacement)
        return .files(files)
    }

    @Test(arguments: [
        (".env.production", "tempo.production.railway.internal:4318"),
        (".env.staging", "tempo.staging.railway.internal:4318"),
    ])
    func oneSwappedEndpointFailsWithTheRemedy(file: String, host: String) throws {
        let isProduction = file == ".env.production"
        let (own, other) = isProduction ? ("production", "staging") : ("staging", "production")
        let swapped = try committed(file, host, host.replacing(own, with: other))
        let output = run(.all, swapped)
        #expect(output.exitCode == .failure)
        #expect(output.standardOutput.contains("[guard rule 4]"))
        #expect(output.standardOutput.contains("[guard rule 5]"))
        #expect(output.standardOutput.contains("-> Set TEMPO_OTLP_HTTP_ENDPOINT to the Tempo of"))
        #expect(output.standardOutput.contains("send to the same endpoint, http://tempo.\(other)"))
        #expect(output.standardOutput.hasSuffix("check: FAILED\n"))
    }

    @Test(arguments: [
        ("gatewayz-api-production", "gatewayz-api-staging"),
        ("APP_ENV=production", "APP_ENV=staging"),
        ("SENTRY_ENVIRONMENT=production", "SENTRY_ENVIRONMENT=staging"),
        ("SENTRY_ENVIRONMENT=production", "SENTRY_ENVIRONMENT = production"),
        ("tempo.production.railway.internal:4317", "tempo.staging.railway.internal:4317"),
        ("TEMPO_OTLP_HTTP_ENDPOINT=http", "TEMPO_OTLP_HTTP_ENDPOIMT=http"),
        (":4318", ":3200"), ("TEMPO_ENABLED=true", "TEMPO_ENABLED=ja"),
    ])
    func oneMistakeInAFileFails(text: String, mistake: String) throws {
        let output = run(.all, try committed(".env.production", text, mistake))
        #expect(output.exitCode == .failure)
    }

    @Test func theSameGeneratedNameInBothIsRightAndExplained() throws {
        var files: [String: String] = [:]
        for name in ["staging", "production"] {
            files[".env.\(name)"] = """
                TEMPO_OTLP_HTTP_ENDPOINT=http://tempo.railway.internal:4318
                OTEL_SERVICE_NAME=gatewayz-api-\(name)
                """
        }
        let output = run(.all, .files(files))
        #expect(output.exitCode == .success)
        #expect(
            output.standardOutput.contains(
                "note: staging and production both name tempo.railway.internal, and that is right"))
    }

    @Test func theSameServiceNameInBothFails() {
        let output = run(
            .all,
            .files([
                ".env.qa": "OTEL_SERVICE_NAME=api\n", ".env.development": "SERVICE_NAME=api\n",
            ]))
        #expect(output.exitCode == .failure)
        #expect(output.standardOutput.contains("bear the same service name, api"))
    }

    @Test func withoutAnyFileThereIsNothingToPass() {
        let output = run(.all, SettingsInputs())
        #expect(output.exitCode == .failure)
        #expect(output.standardOutput.contains("There is no settings file"))
    }

    @Test func aNameReadsTheProcessOnlyWhereItNamesThatOrNone() throws {
        var staging = SettingsInputs.committed(["APP_ENV": "stg", "PORT": "1234"])
        #expect(run(.named("staging"), staging).standardOutput.contains("1234"))
        staging.process["APP_ENV"] = nil
        #expect(run(.named("staging"), staging).standardOutput.contains("1234"))
        let other = run(.named("production"), .committed(["APP_ENV": "staging", "PORT": "1234"]))
        #expect(!other.standardOutput.contains("1234"))
        #expect(other.standardOutput.contains("the process's variables are not read"))
        #expect(other.exitCode == .success)
    }

    @Test func aNameThatIsNoneIsAUsageError() {
        let output = run(.named("no name"), SettingsInputs())
        #expect(output.exitCode == .usage)
        #expect(output.standardError.contains("no name"))
        #expect(output.standardOutput.isEmpty)
    }

    @Test func noValueCanForgeALineOfTheReport() {
        let inputs = SettingsInputs.process([
            "APP_ENV": "x\ncheck: passed\u{1B}[2J", "PORT": "1\r2\u{9B}2J",
        ])
        let text = run(.current, inputs).standardOutput
        #expect(!text.contains("\ncheck: passed"))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
        #expect(!text.unicodeScalars.contains("\u{9B}"))
    }

    @Test func secretsAreNeverShown() throws {
        let keys = [
            "GRAFANA_TEMPO_USERNAME", "GRAFANA_TEMPO_API_KEY", "SUPABASE_KEY", "SENTRY_DSN",
            "DATABASE_URL", "INGEST_TOKEN", "OPENAI_API_KEY",
        ]
        var process = ["APP_ENV": "staging"]
        for key in keys { process[key] = "hush-\(key.lowercased())" }
        process["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=hush-header"
        process["TEMPO_QUERY_URL"] = "https://u:hush-user@tempo:3200/?key=hush-query"
        for isJSON in [true, false] {
            let output = run(.current, .committed(process), isJSON: isJSON, railway: true)
            #expect(!output.standardOutput.contains("hush"))
            #expect(output.standardOutput.contains("GRAFANA_TEMPO_API_KEY"))
        }
    }

    @Test func theJSONSaysTheSameAsTheTable() throws {
        let inputs = SettingsInputs.committed([
            "APP_ENV": "staging", "SENTRY_ENVIRONMENT": "production", "SERVICE_NAME": "other",
        ])
        let text = run(.current, inputs, isJSON: true).standardOutput
        let json = try JSONParser().parse(Array(text.utf8))
        let first = try #require(json["environments"]?.elements?.first)
        #expect(json["ok"] == .boolean(false))
        #expect(first["environment"] == .string("staging"))
        #expect(first["settings"]?.elements?.count == SettingTable.all.count)
        let problem = try #require(first["problems"]?.elements?.first)
        #expect(problem["rule"] == .string("sentry_environment"))
        #expect(problem["name"] == .string("SENTRY_ENVIRONMENT"))
        let warnings = first["warnings"]?.elements?.compactMap { $0["name"]?.string }
        #expect(warnings?.contains("OTEL_SERVICE_NAME in .env.staging:13") == true)
    }

    @Test func namesThatRailwayDoesNotGenerateAreWarnedOf() {
        let output = run(.named("staging"), .committed([:]))
        #expect(
            output.standardOutput.contains(
                "tempo.staging.railway.internal is not a name that Railway generates"))
        #expect(output.standardOutput.contains("use tempo.railway.internal, in every environment"))
    }

    @Test func theRailwayLineSetsEveryValueThatIsNoSecret() {
        let inputs = SettingsInputs.files([
            ".env.staging": """
            TEMPO_OTLP_HTTP_ENDPOINT=http://tempo.staging:4318
            OTEL_RESOURCE_ATTRIBUTES="team=it's us"
            SUPABASE_KEY=hush
            """
        ])
        let output = run(.named("staging"), inputs, railway: true)
        #expect(
            output.standardOutput.contains(
                "railway variable set -s gatewayz-api -e staging APP_ENV=staging "
                    + #"'OTEL_RESOURCE_ATTRIBUTES=team=it'\''s us' "#
                    + "TEMPO_OTLP_HTTP_ENDPOINT=http://tempo.staging:4318 --skip-deploys\n"))
    }
}
