// Addresses that tell a secret or ask somebody else's Tempo.
import Testing

@testable import App

struct AddressAdviceTests {
    @Test(arguments: [
        ("https://h/?token=x", true), ("https://h/?a=b&API_KEY=x", true),
        ("https://h/?sig=x", false),
        ("https://h/?x-signature=x", true), ("https://h/?token=", false),
        ("https://h/?token", false),
        ("https://h/?a=token", false), ("https://h/token=x", false), ("https://h", false),
    ])
    func aTokenIsAParameterThatSaysSo(text: String, isToken: Bool) throws {
        #expect(AddressAdvice.carriesToken(try WebAddress.parse(text).get()) == isToken)
    }

    @Test(arguments: [
        ("TEMPO_OTLP_HTTP_ENDPOINT", "https://h/?key=topsecret"),
        ("TEMPO_QUERY_URL", "https://h/?key=topsecret"),
        ("TEMPO_QUERY_URL", "http://tempo-production:3200"),
    ])
    func eachPlaceIsNamedAndTheSecretIsNot(name: String, value: String) {
        var process = ["APP_ENV": "staging", "TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo:4318"]
        process[name] = value
        let inputs = SettingsInputs.process(process)
        let warnings = LoadedConfiguration(inputs).warnings
        #expect(warnings.map(\.name) == [name])
        #expect(!ProblemText.list(warnings).contains("topsecret"))
    }

    @Test func theProbesAreLookedAtToo() {
        var inputs = SettingsInputs.files([
            "p.json": #"{"providers":[{"name":"a","probe":{"url":"https://h/?key=topsecret"}}]}"#
        ])
        inputs.process = ["PROVIDERS_FILE": "p.json"]
        #expect(LoadedConfiguration(inputs).warnings.map(\.name) == ["the probe of provider a"])
    }

    @Test(arguments: [
        "TEMPO_OTLP_HTTP_ENDPOINT", "TEMPO_OTLP_GRPC_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "TEMPO_QUERY_URL", "SUPABASE_URL",
    ])
    func userInfoInAFileIsACommittedSecret(name: String) {
        let inputs = SettingsInputs.files([".env.development": "\(name)=https://u:topsecret@h:4317"]
        )
        let warnings = LoadedConfiguration(inputs).warnings
        #expect(warnings.map(\.name).contains("the user-info of \(name)"))
        #expect(!ProblemText.list(warnings).contains("topsecret"))
    }

    @Test func theRailwayCommandLeavesTheTokenOut() {
        let inputs = SettingsInputs.process([
            "TEMPO_OTLP_HTTP_ENDPOINT": "https://h/x?key=topsecret",
            "TEMPO_QUERY_URL": "https://u:topsecret@q",
        ])
        let command = RailwayAdvice.command(LoadedConfiguration(inputs))
        #expect(command.contains("TEMPO_OTLP_HTTP_ENDPOINT=https://h/x "))
        #expect(command.contains("TEMPO_QUERY_URL=https://q "))
        #expect(!command.contains("topsecret"))
    }
}
