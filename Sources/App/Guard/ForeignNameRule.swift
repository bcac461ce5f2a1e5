// Rule 4: nothing this process uses bears another environment's name and not its own.

/// Refuses endpoints, a service name or a Supabase address that carry another environment's name.
enum ForeignNameRule {
    static func problems(_ facts: GuardFacts) -> [Problem] {
        let own = facts.environment
        var found: [Problem] = []
        for endpoint in facts.endpoints {
            guard let other = foreignName(in: endpoint.address.host, of: own) else { continue }
            found.append(
                Problem(
                    rule: .foreignName, name: endpoint.name,
                    sentence: "\(endpoint.name) leads to \(endpoint.address.host), "
                        + "which bears the name of \(other), but the environment is \(own).",
                    remedy: "Set \(endpoint.name) to the Tempo of \(own)."))
        }
        if let service = facts.serviceName,
            let other = EnvironmentTokens(splitting: service.value).foreign(to: own)
        {
            found.append(
                Problem(
                    rule: .foreignName, name: service.name,
                    sentence: "\(service.name) is \(service.value.shown(at: 100)), "
                        + "which bears the name of \(other), but the environment is \(own).",
                    remedy: "Set OTEL_SERVICE_NAME=gatewayz-api-\(own)."))
        }
        if let supabase = facts.supabase, let other = foreignName(in: supabase.host, of: own) {
            found.append(
                Problem(
                    rule: .foreignName, name: "SUPABASE_URL",
                    sentence: "SUPABASE_URL leads to \(supabase.host), "
                        + "which bears the name of \(other), but the environment is \(own).",
                    remedy: "Set SUPABASE_URL and SUPABASE_KEY to the project of \(own)."))
        }
        return found
    }

    /// The other environment whose name the host bears, where it does not bear its own too.
    static func foreignName(in host: Host, of own: EnvironmentName) -> EnvironmentName? {
        // Why: every Grafana Cloud host carries `prod`, whoever's it is.
        guard !host.isIPLiteral, !host.isUnder("grafana.net") else { return nil }
        let labels = host.labels
        // Why: the last label is a top-level domain; `.dev` is one.
        let judged = labels.count > 1 ? labels.dropLast() : labels
        return EnvironmentTokens(splitting: judged.joined(separator: ".")).foreign(to: own)
    }
}
