// What is worth saying about addresses that work, but tell a secret or ask somebody else's Tempo.
// Any thread. Pure.
import Health

enum AddressAdvice {
    /// The warnings about every address that the settings and the registry hold.
    static func warnings(
        _ settings: Settings, _ registry: ProviderRegistry?, _ layers: Layers
    ) -> [Warning] {
        tokens(settings, registry) + committedUserInfo(layers) + foreignQuery(settings)
    }

    /// Whether a query has a parameter that looks like a credential.
    static func carriesToken(_ address: WebAddress) -> Bool {
        (address.query?.reveal() ?? "").lowercased().split(separator: "&").contains { pair in
            let name = pair.prefix { $0 != "=" }
            return name.utf8.count < pair.utf8.count - 1
                && ["token", "key", "secret", "passw", "auth", "signature"].contains {
                    name.contains($0)
                }
        }
    }

    private static func tokens(_ settings: Settings, _ registry: ProviderRegistry?) -> [Warning] {
        addresses(settings, registry).filter { carriesToken($0.address) }.map { name, address in
            Warning(
                name: name,
                sentence: "\(name) carries a token in its query, to \(address.host), where "
                    + "whatever it passes may log it.",
                remedy: "Send it as a header: the key's own variable, or "
                    + "OTEL_EXPORTER_OTLP_HEADERS with an OTEL_* endpoint.")
        }
    }

    private static func addresses(
        _ settings: Settings, _ registry: ProviderRegistry?
    ) -> [(name: String, address: WebAddress)] {
        let tracing = settings.tracing
        var found: [(name: String, address: WebAddress)] = []
        for endpoint in [tracing.httpEndpoint, tracing.grpcEndpoint].compactMap({ $0 }) {
            found.append((endpoint.name, endpoint.read.address))
        }
        if let query = tracing.queryURL { found.append(("TEMPO_QUERY_URL", query)) }
        for provider in registry?.providers ?? [] {
            guard let probe = provider.probe, case .success(let url) = WebAddress.parse(probe.url)
            else { continue }
            found.append(("the probe of provider \(provider.name)", url))
        }
        return found
    }

    /// User-info is a credential like any other, and a committed file is no place for one.
    private static func committedUserInfo(_ layers: Layers) -> [Warning] {
        let rows = [
            SettingTable.endpoint.definition, SettingTable.grpcEndpoint.definition,
            SettingTable.queryURL.definition, SettingTable.supabaseURL.definition,
        ]
        return layers.each(of: rows.flatMap(\.names)).compactMap { found in
            guard case .success(let address) = WebAddress.parse(found.value),
                address.credential != nil
            else { return nil }
            return CommittedSecrets.warning("the user-info of \(found.name)", found.source)
        }
    }

    private static func foreignQuery(_ settings: Settings) -> [Warning] {
        guard let query = settings.tracing.queryURL,
            let other = ForeignNameRule.foreignName(in: query.host, of: settings.environment)
        else { return [] }
        return [
            Warning(
                name: "TEMPO_QUERY_URL",
                sentence: "TEMPO_QUERY_URL asks the Tempo of \(other) at \(query.host), "
                    + "but the environment is \(settings.environment).",
                remedy: "Set TEMPO_QUERY_URL to where the Tempo of \(settings.environment) answers."
            )
        ]
    }
}
