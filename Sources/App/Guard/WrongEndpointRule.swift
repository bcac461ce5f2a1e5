// Rule 6: where spans matter there is an endpoint, and it is one that takes spans.

/// Refuses tracing without an endpoint in staging and production, and query addresses anywhere.
enum WrongEndpointRule {
    private static let queryPort: UInt16 = 3200

    static func problems(_ facts: GuardFacts) -> [Problem] {
        missing(facts) + facts.endpoints.compactMap(queryURL)
    }

    private static func missing(_ facts: GuardFacts) -> [Problem] {
        guard facts.isTracingOn, !facts.isEndpointUnreadable,
            [.staging, .production].contains(facts.environment),
            !facts.endpoints.contains(where: { $0.purpose == facts.exportPurpose })
        else { return [] }
        return [
            Problem(
                rule: .wrongEndpoint, name: "TEMPO_OTLP_HTTP_ENDPOINT",
                sentence: "Tracing is on in \(facts.environment), but no endpoint is set.",
                remedy:
                    "Set TEMPO_OTLP_HTTP_ENDPOINT to the Tempo of \(facts.environment), such as "
                    + "http://tempo.railway.internal:4318, or TEMPO_ENABLED=false.")
        ]
    }

    private static func queryURL(_ endpoint: GuardFacts.Endpoint) -> Problem? {
        let address = endpoint.address
        if address.host.isUnder("grafana.net"),
            address.path == "/tempo" || address.path.hasPrefix("/tempo/")
        {
            return Problem(
                rule: .wrongEndpoint, name: endpoint.name,
                sentence: "\(endpoint.name) leads to \(address.displayed), "
                    + "where Grafana Cloud answers queries; it takes no spans there.",
                remedy: "Use the stack's OTLP address, "
                    + "https://otlp-gateway-<region>.grafana.net/otlp.")
        }
        guard address.port == queryPort else { return nil }
        return Problem(
            rule: .wrongEndpoint, name: endpoint.name,
            sentence: "\(endpoint.name) names port \(queryPort), where Tempo answers queries; "
                + "it takes no spans there.",
            remedy: endpoint.purpose == .http
                ? "Use port 4318, OTLP over HTTP." : "Use port 4317, OTLP over gRPC.")
    }
}
