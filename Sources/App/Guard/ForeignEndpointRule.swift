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

    /// Whether two endpoints lead to the same receiver.
    ///
    /// `<service>.railway.internal` never does: it is another machine in each environment.
    static func isSame(_ one: GuardFacts.Endpoint, _ other: GuardFacts.Endpoint) -> Bool {
        let (a, b) = (one.address, other.address)
        return one.purpose == other.purpose && !a.host.isRailwayService && a.port == b.port
            && a.host.isSame(as: b.host) && a.path == b.path
    }
}
