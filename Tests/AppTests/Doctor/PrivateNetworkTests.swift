// Private names lead to the environment that the process is in; nobody else is asked by them.
import Testing

@testable import App

struct PrivateNetworkTests {
    private let inside = "http://tempo.railway.internal"

    /// Which environments' files say something that must not be asked from the process.
    private func elsewhere(
        _ process: [String: String], _ staging: String, _ production: String
    ) throws -> [String] {
        var inputs = SettingsInputs.files([".env.staging": staging, ".env.production": production])
        inputs.process = process
        let network = PrivateNetwork(inputs)
        return try CheckCommand.report(.all, inputs).get().environments
            .filter { network.reasonNotToAsk($0) != nil }.map { "\($0.environment)" }
    }

    private var endpoint: String { "TEMPO_OTLP_HTTP_ENDPOINT=\(inside):4318" }

    @Test func anEnvironmentIsAskedFromItsOwnNetworkOnly() throws {
        let staging = ["RAILWAY_ENVIRONMENT_NAME": "staging", "APP_ENV": "staging"]
        #expect(try elsewhere(staging, endpoint, endpoint) == ["production"])
        #expect(try elsewhere([:], endpoint, endpoint) == [])
        let review = ["RAILWAY_ENVIRONMENT_NAME": "PR 12"]
        #expect(try elsewhere(review, endpoint, endpoint) == ["staging", "production"])
    }

    /// Two projects on Railway whose environments are both called production.
    @Test func aRailwayEnvironmentThatTheGuardKnowsOfIsTheProcesssOwn() throws {
        let process = [
            "RAILWAY_ENVIRONMENT_NAME": "production", "APP_ENV": "staging",
            "GUARD_RAILWAY_ENVIRONMENT": "production",
        ]
        #expect(try elsewhere(process, endpoint, endpoint) == ["production"])
    }

    @Test func aPrivateQueryAddressIsNotAskedEither() throws {
        let outside = "TEMPO_OTLP_HTTP_ENDPOINT=https://tempo.acme.com:4318\n"
        let query = "TEMPO_QUERY_URL=\(inside):3200\n"
        let staging = ["RAILWAY_ENVIRONMENT_NAME": "staging", "APP_ENV": "staging"]
        #expect(try elsewhere(staging, outside + query, outside + query) == ["production"])
        #expect(try elsewhere(staging, outside, outside) == [])
    }
}
