// Rule 5: the endpoint is not the one that another environment's file names.

/// Refuses an effective endpoint that another environment's settings file names.
enum ForeignEndpointRule {
    static func problems(_ facts: GuardFacts) -> [Problem] {
        facts.endpoints.flatMap { endpoint in
            facts.otherFiles.compactMap { other in
                guard other.environment != facts.environment,
                    other.endpoints.contains(where: { isSame($0, endpoint) })
                else { return nil }
                return Problem(
                    rule: .foreignEndpoint, name: endpoint.name,
                    sentence: "\(endpoint.name) leads to \(endpoint.address.displayed), "
                        + "which \(other.file) names as the endpoint of \(other.environment).",
                    remedy: "Give \(facts.environment) a Tempo of its own in \(endpoint.name), "
                        + "or correct \(other.file).")
            }
        }
    }

    /// Whether two endpoints lead to the same receiver: by one protocol at one address, by two on
    /// one port of a host, or on the pair that OTLP reserves for them.
    ///
    /// `<service>.railway.internal` never does: it is another machine in each environment.
    static func isSame(_ one: GuardFacts.Endpoint, _ other: GuardFacts.Endpoint) -> Bool {
        let (a, b) = (one.address, other.address)
        guard !a.host.isRailwayService, a.host.isSame(as: b.host) else { return false }
        return one.purpose == other.purpose
            ? a.port == b.port && a.path == b.path
            : a.port == b.port || Set([a.port, b.port]) == [4317, 4318]
    }
}
