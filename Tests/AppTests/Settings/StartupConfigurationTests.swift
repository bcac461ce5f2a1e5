// What the program starts with, from the layers to the verdict.
import Health
import Testing

@testable import App

struct StartupConfigurationTests {
    @Test func aProvidersFileThatIsNotThereIsToldByTheOptionThatNamesIt() throws {
        var inputs = SettingsInputs.process([:])
        inputs.options = [.providers("nope.json")]
        let refusal = try #require(StartupConfiguration.load(inputs).refusal)
        #expect(refusal.rendered.contains("Correct --providers, or remove it"))
        #expect(refusal.exitCode == .configuration)
    }

    @Test(arguments: [
        ("https://key@sentry.acme.com:99999/1", "has a port that is not a number"),
        ("https://key@sentry..acme.com/1", "has no valid host"),
    ])
    func aDSNThatLeadsNowhereIsAProblem(text: String, says: String) throws {
        let inputs = SettingsInputs.process(["SENTRY_DSN": text])
        let problem = try #require(StartupConfiguration.load(inputs).refusal?.problems.first)
        #expect(problem.name == "SENTRY_DSN")
        #expect(problem.sentence.contains(says))
        #expect(problem.remedy.contains("Client Keys"))
    }

    @Test func nothingGivenIsDevelopment() throws {
        let started = try StartupConfiguration.load(SettingsInputs()).get()
        let settings = started.settings
        #expect(settings.environment == .development)
        #expect(settings.tracing.endpoint?.url == "http://tempo:4318/v1/traces")
        #expect(settings.tracing.endpoint?.displayedBase == "http://tempo:4318")
        #expect(settings.tracing.state == .on)
        #expect(settings.service.name == "gatewayz-api")
        #expect(settings.store == StoreSettings(path: "data/gatewayz.db", isPathSet: false))
        #expect(started.registry.providers.count == 20)
        #expect(started.verdict == .clear)
        #expect(started.warnings.isEmpty)
    }

    @Test(arguments: [EnvironmentName.staging, .production])
    func anImageWithOnlyItsEnvironmentsNameIsThatEnvironment(own: EnvironmentName) throws {
        let started = try StartupConfiguration.load(.committed(["APP_ENV": own.text])).get()
        let settings = started.settings
        let rate = own == .staging ? 1.0 : 0.1
        #expect(settings.environment == own)
        #expect(settings.service.name == "gatewayz-api-\(own)")
        #expect(
            settings.tracing.endpoint?.url
                == "http://tempo.\(own).railway.internal:4318/v1/traces")
        #expect(
            settings.tracing.sampling == Sampling(root: .ratio(rate), isParentBased: true))
        #expect(started.warnings.isEmpty)
    }

    @Test func railwaysNameAloneChoosesTheFile() throws {
        let inputs = SettingsInputs.committed(["RAILWAY_ENVIRONMENT_NAME": "production"])
        let settings = try StartupConfiguration.load(inputs).get().settings
        #expect(settings.environment == .production)
        #expect(settings.service.name == "gatewayz-api-production")
        #expect(settings.server.trustsForwarded)
        #expect(settings.railway.isPresent)
    }

    @Test func theCommandLineBeatsTheProcessWhichBeatsTheFile() throws {
        var inputs = SettingsInputs.files([
            ".env.staging": """
            PORT=1
            SERVER_MAX_HEAD=1000
            SERVER_MAX_FIELDS=50
            TEMPO_OTLP_HTTP_ENDPOINT=http://tempo.staging:4318
            """
        ])
        inputs.process = ["APP_ENV": "staging", "PORT": "2", "SERVER_MAX_HEAD": "2000"]
        inputs.options = [.port("3")]
        let server = try StartupConfiguration.load(inputs).get().settings.server
        #expect(server.port == 3)
        #expect(server.maximumHeadBytes == 2_000)
        #expect(server.maximumFields == 50)
    }

    @Test func anEmptyValueIsAsIfItWereNotSet() throws {
        var inputs = SettingsInputs.committed(["APP_ENV": "staging"])
        inputs.process["OTEL_SERVICE_NAME"] = ""
        inputs.process["TEMPO_OTLP_HTTP_ENDPOINT"] = "  "
        inputs.process["ENVIRONMENT"] = ""
        let settings = try StartupConfiguration.load(inputs).get().settings
        #expect(settings.service.name == "gatewayz-api-staging")
        #expect(settings.tracing.endpoint?.name == "TEMPO_OTLP_HTTP_ENDPOINT")
    }

    @Test func aFileGivenByNameMayNameTheEnvironment() throws {
        var inputs = SettingsInputs.files([
            "my.env": "APP_ENV=staging\nTEMPO_OTLP_HTTP_ENDPOINT=http://tempo.staging:4318\n"
        ])
        inputs.environmentFile = "my.env"
        let settings = try StartupConfiguration.load(inputs).get().settings
        #expect(settings.environment == .staging)
    }

    @Test func everyProblemIsListedAtOnceWithItsRemedy() throws {
        var inputs = SettingsInputs.files([".env.staging": "A = 1\nPORT=x\nB='\n"])
        inputs.process = [
            "APP_ENV": "staging", "ENVIRONMENT": "production", "TEMPO_ENABLED": "maybe",
            "SENTRY_ENVIRONMENT": "production", "ENVIRONMENT_GUARD": "warn",
        ]
        let refusal = try #require(StartupConfiguration.load(inputs).refusal)
        #expect(
            refusal.problems.map(\.name) == [
                ".env.staging:1:2", ".env.staging:3:3", "TEMPO_ENABLED",
                "PORT in .env.staging:2", "ENVIRONMENT_GUARD", "ENVIRONMENT",
                "SENTRY_ENVIRONMENT", "TEMPO_OTLP_HTTP_ENDPOINT",
            ])
        #expect(refusal.exitCode.rawValue == 78)
        for problem in refusal.problems {
            #expect(refusal.rendered.contains(problem.sentence))
            #expect(refusal.rendered.contains("-> \(problem.remedy)"))
        }
        #expect(refusal.rendered.hasPrefix("gatewayz-api: start refused, 8 problems"))
    }

    @Test(arguments: [
        ([CommandLineOption.port("http")], [:], ExitCode.usage),
        ([.environment("no name")], [:], .usage),
        ([.port("http")], ["LOG_LEVEL": "loud"], .configuration),
        ([.port("80")], ["LOG_LEVEL": "loud"], .configuration),
    ])
    func aWrongOptionIsAUsageError(
        options: [CommandLineOption], process: [String: String], code: ExitCode
    ) throws {
        var inputs = SettingsInputs.process(process)
        inputs.options = options
        #expect(StartupConfiguration.load(inputs).refusal?.exitCode == code)
    }

    @Test func blockStartsWithoutExporting() throws {
        let inputs = SettingsInputs.committed([
            "APP_ENV": "staging", "ENVIRONMENT_GUARD": "block", "SENTRY_ENVIRONMENT": "production",
        ])
        let started = try StartupConfiguration.load(inputs).get()
        #expect(started.verdict.problems.map(\.rule) == [.sentryEnvironment])
        #expect(started.verdict.reason?.contains("SENTRY_ENVIRONMENT") == true)
    }

    @Test func blockDoesNotExcuseAValueThatIsNotUnderstood() throws {
        let inputs = SettingsInputs.committed([
            "APP_ENV": "staging", "ENVIRONMENT_GUARD": "block", "PORT": "http",
            "SENTRY_ENVIRONMENT": "production",
        ])
        let refusal = try #require(StartupConfiguration.load(inputs).refusal)
        #expect(refusal.problems.map(\.name) == ["PORT"])
    }

    @Test func theSameInputsGiveTheSameVerdict() throws {
        let inputs = SettingsInputs.committed([
            "APP_ENV": "staging", "RAILWAY_ENVIRONMENT_NAME": "production",
            "OTEL_SERVICE_NAME": "gatewayz-api-production", "TEMPO_URL": "x",
        ])
        let first = try #require(StartupConfiguration.load(inputs).refusal)
        for _ in 0..<10 {
            #expect(StartupConfiguration.load(inputs).refusal?.problems == first.problems)
        }
    }

    @Test(arguments: [
        (["--env-file"], SettingsInputs.File.absent, "does not exist"),
        (["--env-file"], .unreadable("Permission denied"), "Permission denied"),
    ])
    func aFileGivenByNameMustBeReadable(
        _: [String], file: SettingsInputs.File, reason: String
    ) throws {
        var inputs = SettingsInputs()
        inputs.environmentFile = "my.env"
        inputs.readFile = { _ in file }
        let refusal = try #require(StartupConfiguration.load(inputs).refusal)
        #expect(refusal.problems.map(\.name) == ["my.env"])
        #expect(refusal.problems.first?.sentence.contains(reason) == true)
    }
}

extension Result where Success == StartupConfiguration, Failure == StartupRefusal {
    /// The refusal, or `nil` where the program would start.
    var refusal: StartupRefusal? {
        if case .failure(let refusal) = self { refusal } else { nil }
    }
}
