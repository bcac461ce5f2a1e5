// A secret shows itself nowhere. (That it cannot be interpolated is the compiler's to say.)
import Testing

@testable import App

struct SecretTests {
    @Test(arguments: [
        ("PORT", "sk-0123456789topsecret"), ("APP_ENV", "glc_0123456789topsecret"),
        ("LOG_LEVEL", "https://user:topsecret@host/"), ("TEMPO_ENABLED", "api_key=topsecret"),
        ("OTEL_TRACES_SAMPLER", "Bearer topsecret"), ("OTEL_PROPAGATORS", "b3,sk-topsecret"),
        ("OTEL_RESOURCE_ATTRIBUTES", "team=a,api_key=topsecret"),
        ("OTEL_RESOURCE_ATTRIBUTES", "service.name=sk-topsecret"),
        ("SENTRY_RELEASE", "password=topsecret"), ("SQLITE_PATH", "postgres://u:topsecret@h/db"),
        ("SENTRY_ENVIRONMENT", "https://topsecret@sentry.io/1"),
        ("ENVIRONMENT", "glc_0123456789topsecret"),
        ("PROVIDERS_FILE", "sk-topsecret"), ("SPOOL_DIRECTORY", "s3://u:topsecret@bucket"),
        ("OTEL_SERVICE_NAME", "api_key=topsecret-production"),
    ])
    func aSecretInTheWrongPlaceIsNotShown(name: String, value: String) {
        let inputs = SettingsInputs.process([name: value])
        for isJSON in [false, true] {
            let request = CheckRequest(isJSON: isJSON, showsRailwayCommand: true)
            let output = CheckCommand.run(request, inputs)
            #expect(!output.standardOutput.contains("topsecret"))
        }
        #expect(
            StartupConfiguration.load(inputs).refusal?.rendered.contains("topsecret") != true)
    }

    @Test func noSecretOfTheSettingsIsShownByDumpingThemAll() {
        let configuration = LoadedConfiguration(
            .process([
                "TEMPO_OTLP_HTTP_ENDPOINT": "https://u:topsecret@h/x?token=topsecret",
                "TEMPO_QUERY_URL": "https://u:topsecret@h?token=topsecret",
                "GRAFANA_TEMPO_USERNAME": "topsecret", "GRAFANA_TEMPO_API_KEY": "topsecret",
                "SENTRY_DSN": "https://topsecret@sentry.io/1", "SUPABASE_KEY": "topsecret",
                "DATABASE_URL": "postgres://u:topsecret@h/d", "INGEST_TOKEN": "topsecret",
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=topsecret",
                "OPENAI_API_KEY": "topsecret",
            ]))
        var dumped = ""
        dump(configuration.settings, to: &dumped)
        dump(configuration.report, to: &dumped)
        dump(configuration.providerKeys, to: &dumped)
        dump(TempoQuery(configuration.settings.tracing), to: &dumped)
        dumped += "\(configuration.settings) \(configuration.problems) \(configuration.warnings)"
        #expect(configuration.settings.sentry != nil)
        #expect(dumped.contains("***"))
        #expect(!dumped.contains("topsecret"))
    }

    @Test func showsStarsWhereverItIsPrinted() {
        let secret = Secret("glc_key")
        var dumped = ""
        dump([secret], to: &dumped)
        #expect(secret.description == "***")
        #expect(String(describing: [secret]) == "[***]")
        #expect(String(reflecting: secret) == "***")
        #expect(!dumped.contains("glc_key"))
        #expect(secret.reveal() == "glc_key")
        #expect(secret.byteCount == 7)
    }
}
