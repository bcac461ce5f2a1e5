// What the settings files of the other environments name as their endpoints, for the guard's fifth
// rule. Those files are looked at and nothing of them is used.

struct OtherEnvironments {
    /// The most files looked at.
    static let maximumFiles = 64

    private(set) var files: [GuardFacts.OtherFile] = []
    private(set) var warnings: [Warning] = []

    init(besides own: EnvironmentName, _ inputs: SettingsInputs) {
        for environment in Self.environments(inputs) where environment != own {
            switch inputs.readFile(environment.fileName) {
            case .bytes(let bytes): add(Dotenv.parse(bytes), of: environment)
            case .absent: break
            case .unreadable(let reason): warn(environment, reason)
            }
        }
    }

    /// The environments that have a settings file, by name.
    static func environments(_ inputs: SettingsInputs) -> [EnvironmentName] {
        let names = inputs.fileNames().sorted().compactMap { file -> EnvironmentName? in
            guard file.hasPrefix(".env.") else { return nil }
            let suffix = String(file.dropFirst(".env.".count))
            let isTemplate = ["example", "sample", "template", "local"].contains(suffix)
            guard !isTemplate, let name = EnvironmentName(suffix), name.text == suffix else {
                return nil
            }
            return name
        }
        return Array(names.prefix(maximumFiles))
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
