// What is worth saying about a configuration that is meant for Railway, and the command that would
// set it there.
import Health

enum RailwayAdvice {
    /// Private names that Railway does not generate.
    static func warnings(_ loaded: LoadedConfiguration) -> [Warning] {
        GuardFacts.endpoints(loaded.settings.tracing).compactMap { endpoint in
            let host = endpoint.address.host
            guard host.isRailwayPrivate, !host.isRailwayService else { return nil }
            let service = host.labels.first.map(String.init) ?? "tempo"
            return Warning(
                name: endpoint.name,
                sentence: "\(host) is not a name that Railway generates, "
                    + "<service>.railway.internal; it leads nowhere unless you provide it.",
                remedy: "For a service called \(service) use \(service).railway.internal, "
                    + "in every environment: it leads to another machine in each.")
        }
    }

    /// The one command that sets every value that is given and no secret.
    static func command(_ loaded: LoadedConfiguration) -> String {
        let names = SettingTable.all.filter { !$0.isSecret && $0.group != .railway }
            .flatMap(\.names).filter { !$0.hasPrefix("RAILWAY_") }
        let pairs = loaded.layers.each(of: names).compactMap { found in
            withoutSecret(found.value).map { quoted("\(found.name)=\($0)") }
        }
        let environment = loaded.settings.environment
        return "railway variable set -s gatewayz-api -e \(environment) "
            + (pairs + ["--skip-deploys"]).joined(separator: " ")
    }

    /// An address that carries a credential or a token is shown without it; `nil` for any other
    /// value that looks like a secret.
    private static func withoutSecret(_ value: String) -> String? {
        if case .success(let address) = WebAddress.parse(value) {
            let isOpen = address.credential == nil && !AddressAdvice.carriesToken(address)
            if !isOpen { return address.displayed }
            if address.hasWrittenScheme { return value }
        }
        return Redaction.clean(value).contains(Redaction.mark) ? nil : value
    }

    /// As one word of a POSIX shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0.isLetter || $0.isDigit || "-_./:=,@%+".utf8.contains($0)
        }
        return isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
}
