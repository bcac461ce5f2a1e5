// What the settings files of the other environments name as their endpoints, for the guard's fifth
// rule. Those files are looked at and nothing of them is used.

struct OtherEnvironments {
    /// The most files looked at.
    static let maximumFiles = 64

    private(set) var files: [GuardFacts.OtherFile] = []
    private(set) var warnings: [Warning] = []

    init(besides own: EnvironmentName, _ inputs: SettingsInputs) {
        warnings = Self.misnamed(inputs) + Self.beyondBound(inputs)
        for environment in Self.environments(inputs) where environment != own {
            switch inputs.readFile(environment.fileName) {
            case .bytes(let bytes): add(Dotenv.parse(bytes), of: environment)
            case .absent: break
            case .unreadable(let reason): warn(environment, reason)
            }
        }
    }

    /// The environments whose settings file is looked at, the known ones first.
    static func environments(_ inputs: SettingsInputs) -> [EnvironmentName] {
        let names = all(inputs)
        let knownFirst = names.filter(\.isKnown) + names.filter { !$0.isKnown }
        return Array(knownFirst.prefix(maximumFiles))
    }

    private static func all(_ inputs: SettingsInputs) -> [EnvironmentName] {
        inputs.fileNames().sorted().compactMap { file -> EnvironmentName? in
            guard file.hasPrefix(".env.") else { return nil }
            let suffix = String(file.dropFirst(".env.".count))
            let isTemplate = ["example", "sample", "template", "local"].contains(suffix)
            guard !isTemplate, let name = EnvironmentName(suffix), name.text == suffix else {
                return nil
            }
            return name
        }
    }

    private static func beyondBound(_ inputs: SettingsInputs) -> [Warning] {
        let count = all(inputs).count
        guard count > maximumFiles else { return [] }
        return [
            Warning(
                name: ".env.*",
                sentence: "There are settings files of \(count) environments, and only "
                    + "\(maximumFiles) of them are compared with this one.",
                remedy: "Remove those of environments that are no more.")
        ]
    }

    /// Files that bear a synonym, or capital letters: people take them for an environment's.
    private static func misnamed(_ inputs: SettingsInputs) -> [Warning] {
        inputs.fileNames().sorted().compactMap { file in
            guard file.hasPrefix(".env."), file != ".env.local",
                let name = EnvironmentName(String(file.dropFirst(".env.".count))),
                name.isKnown, name.fileName != file
            else { return nil }
            return Warning(
                name: file,
                sentence: "\(file) is not read: the settings file of \(name) is "
                    + "\(name.fileName).",
                remedy: "Rename it, or put what it says into \(name.fileName).")
        }
    }

    private mutating func add(_ file: Dotenv, of environment: EnvironmentName) {
        if let mistake = file.mistakes.first {
            warn(environment, "line \(mistake.line) is not understood")
        }
        var layers = Layers(options: [], process: [:])
        layers.append(file, named: environment.fileName)
        var reader = SettingReader(layers)
        var named: [GuardFacts.Endpoint] = []
        if let http = reader.readEndpoint(in: environment), http.source != .builtIn {
            named.append(.init(http.name, .http, http.read.address))
            // Why: which protocol is spoken to an OTEL_* endpoint may stand elsewhere.
            if http.name.hasPrefix("OTEL_"), let found = layers.first(of: [http.name]),
                case .success(let grpc) = EndpointDialect.tempoGRPC.read(found.value)
            {
                named.append(.init(http.name, .grpc, grpc.address))
            }
        }
        if let grpc = reader.readGRPCEndpoint() {
            named.append(.init(grpc.name, .grpc, grpc.read.address))
        }
        files.append(
            GuardFacts.OtherFile(
                environment: environment, file: environment.fileName, endpoints: named))
    }

    private mutating func warn(_ environment: EnvironmentName, _ reason: String) {
        warnings.append(
            Warning(
                name: environment.fileName,
                sentence: "\(environment.fileName) could not be read in full (\(reason)), "
                    + "so the guard cannot tell all that \(environment) names.",
                remedy: "Mend it: gatewayz-api check --environment \(environment)."))
    }
}
