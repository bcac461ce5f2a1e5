// Which environment this is, and with it which settings file is read. The file may name the
// environment only where it was asked for by name, since otherwise the name finds the file.

/// The environment that was chosen, with the layers that hold for it.
struct EnvironmentChoice {
    private(set) var environment = EnvironmentName.development
    /// What named it, or `nil` where nothing did.
    private(set) var found: FoundValue?
    /// Whether a name was given that is none.
    private(set) var isNameInvalid = false
    /// The settings file's name, read or not.
    private(set) var fileName = ""
    /// Whether the settings file was there.
    private(set) var isFilePresent = false
    /// What the file sets.
    private(set) var file = Dotenv.parse([])
    private(set) var layers: Layers
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Warning] = []

    init(_ inputs: SettingsInputs) {
        layers = Layers(options: inputs.options, process: inputs.process)
        let names = SettingTable.environment.definition.names
        if let named = inputs.environmentFile {
            read(named, inputs)
            layers.append(file, named: named)
            choose(layers.first(of: names))
        } else {
            choose(layers.first(of: names))
            read(environment.fileName, inputs)
            layers.append(file, named: fileName)
            found = found ?? layers.first(of: names)
        }
        collectNames(inputs)
    }

    private mutating func choose(_ found: FoundValue?) {
        self.found = found
        guard let found else { return }
        guard let name = EnvironmentName(found.value) else {
            isNameInvalid = true
            problems.append(
                Problem(
                    name: found.place,
                    sentence: "\(found.place) is \"\(found.value.shown(at: 80))\", "
                        + "which is no name of an environment, [a-z0-9-]{1,64}.",
                    remedy: "Set APP_ENV to development, staging, production or a name of your own."
                ))
            return
        }
        environment = name
    }

    private mutating func read(_ name: String, _ inputs: SettingsInputs) {
        fileName = name
        switch inputs.readFile(name) {
        case .bytes(let bytes):
            isFilePresent = true
            file = Dotenv.parse(bytes)
        case .absent:
            guard inputs.environmentFile != nil else { return }
            problems.append(
                Problem(
                    name: name, sentence: "The settings file \(name) does not exist.",
                    remedy: "Correct --env-file, or leave it out for .env.<environment>."))
        case .unreadable(let reason):
            problems.append(
                Problem(
                    name: name, sentence: "The settings file \(name) cannot be read: \(reason).",
                    remedy: "Let the process's user read it, or name another with --env-file."))
        }
        problems += file.mistakes.map { mistake in
            Problem(
                name: "\(name):\(mistake.line):\(mistake.column)", sentence: mistake.kind.sentence,
                remedy: mistake.kind.remedy)
        }
        warnings += file.repeated.map { entry in
            Warning(
                name: "\(name):\(entry.line)",
                sentence: "\(entry.name) is set more than once; this line counts.",
                remedy: "Keep one of them.")
        }
    }

    /// Everything that names the environment: for the guard's first rule.
    private(set) var namedValues: [GuardFacts.Named] = []

    /// Collects what names the environment, but for an option: to overrule is its purpose.
    private mutating func collectNames(_ inputs: SettingsInputs) {
        let process = Layers(options: [], process: inputs.process)
        let given = process.each(of: ["APP_ENV", "ENVIRONMENT"])
        let isContradictory = Set(given.map { EnvironmentName($0.value) }).count > 1
        for value in given {
            let agrees = EnvironmentName(value.value) == environment
            if case .commandLine(let option) = found?.source, !agrees, !isContradictory {
                warnings.append(
                    Warning(
                        name: value.place,
                        sentence: "\(value.place) is \(value.value.shown(at: 64)), "
                            + "but \(option) \(environment) is used.",
                        remedy: "Leave one of them out."))
            } else if value != found || agrees {
                namedValues.append(GuardFacts.Named(value.place, value.value))
            }
        }
        for name in ["APP_ENV", "ENVIRONMENT"] {
            guard let entry = file[name], !entry.value.isEmpty else { continue }
            let place = "\(name) in \(fileName):\(entry.line)"
            namedValues.append(GuardFacts.Named(place, entry.value))
        }
    }
}
