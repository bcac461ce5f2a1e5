// The registry and the keys of its providers, from the settings: built in, or the file they name.
import Health

struct ProvidersLoading {
    private(set) var registry: ProviderRegistry?
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Warning] = []
    /// The keys that are set, by variable.
    private(set) var keys: [String: ProviderCredential] = [:]
    /// The keys on their way to their providers, for the guard.
    private(set) var credentials: [GuardFacts.Credential] = []

    private var unsafeVariables: Set<String> = []

    init(_ settings: Settings, _ layers: Layers, _ inputs: SettingsInputs) {
        if let name = settings.providersFile {
            let found = layers.first(of: SettingTable.providersFile.definition.names)
            readFile(name, inputs, place: found?.place ?? "PROVIDERS_FILE")
        } else {
            registry = .builtIn
        }
        for provider in registry?.providers ?? [] { readKey(of: provider, layers) }
    }

    /// The variables that hold keys.
    var keyVariables: Set<String> {
        Set((registry ?? .builtIn).providers.compactMap { $0.probe?.apiKeyVariable })
    }

    /// The keys that go nowhere unprotected.
    var keysOverTLSOrPrivate: [String: ProviderCredential] {
        keys.filter { !unsafeVariables.contains($0.key) }
    }

    private mutating func readFile(_ name: String, _ inputs: SettingsInputs, place: String) {
        let reason: String
        switch inputs.readFile(name) {
        case .bytes(let bytes):
            switch ProvidersFile.read(bytes, name: name) {
            case .success(let read): registry = read
            case .failure(let refusal): problems += refusal.problems
            }
            return
        case .absent: reason = "does not exist"
        case .unreadable(let why): reason = "cannot be read: \(why)"
        }
        problems.append(
            Problem(
                name: "PROVIDERS_FILE",
                sentence: "The providers file \(name.shown(at: 200)) \(reason).",
                remedy: "Correct \(place), or remove it for the built-in registry."))
    }

    private mutating func readKey(of provider: Provider, _ layers: Layers) {
        guard let probe = provider.probe, let variable = probe.apiKeyVariable,
            let found = layers.first(of: [variable])
        else { return }
        guard Grammar<Secret>.secret.parse(found.value) != nil, !found.value.contains("${{") else {
            let problem = Problem(
                name: found.place,
                sentence:
                    "\(found.place), the key of \(provider.name), cannot be sent as a header: "
                    + "it is an unresolved reference or has characters other than visible ASCII.",
                remedy: "Set the key itself, without blanks or line ends, or remove it.")
            if !problems.contains(problem) { problems.append(problem) }
            return
        }
        if keys[variable] == nil, let warning = CommittedSecrets.warning(found.name, found.source) {
            warnings.append(warning)
        }
        keys[variable] = ProviderCredential(found.value)
        guard probe.auth.sendsCredential,
            case .success(let address) = WebAddress.parse(probe.url)
        else { return }
        credentials.append(
            GuardFacts.Credential("\(variable) of provider \(provider.name)", to: address))
        if address.scheme == .http, !address.host.isPrivate { unsafeVariables.insert(variable) }
    }
}
