// Where a Tempo is asked, and with what.
import Curl
import Reactor
import Testing
import TraceSDK

@testable import App

struct TempoQueryTests {
    private func tracing(_ process: [String: String]) -> TracingSettings {
        LoadedConfiguration(.process(process)).settings.tracing
    }

    @Test(arguments: [
        (["TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo:4318/v1/traces"], "http://tempo:3200", false),
        (
            ["TEMPO_OTLP_HTTP_ENDPOINT": "https://tempo.acme.com"], "https://tempo.acme.com:3200",
            false
        ),
        (["TEMPO_OTLP_HTTP_ENDPOINT": "http://[::1]:4318"], "http://[::1]:3200", false),
        ([:], "http://tempo:3200", false),
        (["TEMPO_QUERY_URL": "http://query:80/tempo/"], "http://query:80/tempo", true),
        (["TEMPO_QUERY_URL": "https://u:p@query?x=y"], "https://query", true),
    ])
    func theAddressIsSetOrTheEndpointsHost(
        process: [String: String], address: String, isSet: Bool
    ) throws {
        let query = try #require(TempoQuery(tracing(process)))
        #expect(query.address == address)
        #expect(query.isSet == isSet)
        #expect(query.ready().url == address + "/ready")
    }

    @Test func grafanaCloudDoesNotAnswerWhereItReceives() {
        let url = "https://otlp-gateway-prod-eu.grafana.net/otlp"
        #expect(TempoQuery(tracing(["TEMPO_OTLP_HTTP_ENDPOINT": url])) == nil)
    }

    @Test(arguments: [
        (["TEMPO_QUERY_URL": "https://u:p@query"], "Basic dTpw" as String?),
        (["TEMPO_QUERY_URL": "https://tempo.acme.com:443"], "Basic MTp0"),
        (["TEMPO_QUERY_URL": "http://tempo.acme.com"], nil),
        (["TEMPO_QUERY_URL": "https://elsewhere.acme.com"], nil),
        (["TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo.acme.com:4318"], nil),
        (["TEMPO_QUERY_URL": "http://u:p@query.acme.com"], nil),
        (["TEMPO_OTLP_HTTP_ENDPOINT": "http://10.0.0.5:4318"], "Basic MTp0"),
    ])
    func aCredentialGoesOnlyWhereItWasMeantTo(process: [String: String], value: String?) throws {
        let endpoint = [
            "TEMPO_OTLP_HTTP_ENDPOINT": "https://tempo.acme.com", "GRAFANA_TEMPO_USERNAME": "1",
            "GRAFANA_TEMPO_API_KEY": "t",
        ]
        let query = try #require(TempoQuery(tracing(endpoint.merging(process) { $1 })))
        #expect(query.ready().headers.first?.value == value)
    }

    @Test func aSearchIsOneEscapedQueryWithItsTimes() throws {
        let query = try #require(TempoQuery(tracing([:])))
        let request = query.search(
            #"{a="é"}"#, from: WallTime(unixNanoseconds: 1_900_000_000),
            to: WallTime(unixNanoseconds: 5_000_000_000), limit: 7)
        #expect(
            request.url
                == "http://tempo:3200/api/search?q=%7Ba%3D%22%C3%A9%22%7D&limit=7&start=1&end=6")
        #expect(
            query.trace(TraceID(high: 1, low: 2)).url.hasSuffix(
                "/api/traces/"
                    + "00000000000000010000000000000002"))
    }
}
