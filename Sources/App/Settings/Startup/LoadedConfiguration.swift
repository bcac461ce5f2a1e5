// All that reading finds, wanted or not: `serve` starts from it, `check` reports it.
import Health

struct LoadedConfiguration {
    let settings: Settings
    /// `nil` where the providers file cannot be used.
    let registry: ProviderRegistry?
    let providerKeys: [String: ProviderCredential]
    let verdict: GuardVerdict
    /// Values and files that were not understood; the guard's problems are in the verdict.
    let problems: [Problem]
    let warnings: [Warning]
    let report: [ReportedSetting]
    /// The settings file's name, and whether it was there.
    let file: (name: String, isPresent: Bool)
    /// What stood where.
    let layers: Layers

    init(_ inputs: SettingsInputs) {
        let choice = EnvironmentChoice(inputs)
        var reader = SettingReader(choice.layers)
        reader.record(
            SettingTable.environment.definition, choice.found, .text(choice.environment.text))
        var (settings, credentials) = reader.readSettings(choice.environment, inputs)
        let providers = ProvidersLoading(settings, choice.layers, inputs)
        let others = OtherEnvironments(besides: choice.environment, inputs)
        let facts = GuardFacts(
            settings, choice, &reader, credentials: credentials, providers: providers,
            others: others.files)
        let verdict = EnvironmentGuard.verdict(facts, mode: settings.guardMode)
        let known = providers.keyVariables
        let isSilenced = !verdict.allowsSentry && settings.sentry != nil
        if isSilenced { settings.sentry = nil }
        let misspelt = UnknownNames.warnings(choice, inputs, known: known)
        self.settings = settings
        registry = providers.registry
        providerKeys = verdict == .clear ? providers.keys : providers.keysOverTLSOrPrivate
        self.verdict = verdict
        problems = choice.problems + reader.problems + providers.problems
        warnings =
            choice.warnings + reader.warnings + providers.warnings + others.warnings + misspelt
            + (isSilenced ? [Self.silenced] : [])
            + CommittedSecrets.warnings(reader.report)
            + AddressAdvice.warnings(settings, providers.registry, choice.layers)
            + StorePlace.warnings(settings, inputs.placeFacts(settings.store.path))
        report = SettingTable.all.compactMap { row in
            reader.report.first { $0.definition == row }
        }
        file = (choice.fileName, choice.isFilePresent)
        layers = choice.layers
    }

    private static let silenced = Warning(
        name: GuardFacts.sentryKey,
        sentence: "No error event is sent to Sentry while the guard objects.",
        remedy:
            "Mend what it names; events would carry another environment's name, or show the key.")

    /// Everything that is wrong, whatever the guard does about it.
    var allProblems: [Problem] { problems + verdict.problems }

    /// Everything that keeps the program from starting.
    var startProblems: [Problem] {
        if case .refused(let found) = verdict { return problems + found }
        return problems
    }
}

/// Secrets that stand where everyone can read them.
enum CommittedSecrets {
    /// The warnings about the report's secrets.
    static func warnings(_ report: [ReportedSetting]) -> [Warning] {
        report.compactMap { line in
            guard line.definition.isSecret, let name = line.name else { return nil }
            return warning(name, line.source)
        }
    }

    /// The warning about the secret `name`, where its source is a file.
    static func warning(_ name: String, _ source: SettingSource) -> Warning? {
        guard case .file(let file, _) = source else { return nil }
        return Warning(
            name: name, sentence: "\(name) is a secret and stands in \(file), at \(source).",
            remedy: "Set it as a sealed variable of the service, and replace it: it is known.")
    }
}
