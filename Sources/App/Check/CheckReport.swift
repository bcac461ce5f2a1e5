// What `check` found, before it is text: one entry for each environment, and what the files say
// when they are held against each other.

/// One environment as `check` sees it.
struct CheckedEnvironment {
    let loaded: LoadedConfiguration
    /// Whether the process's variables were read.
    let readsProcess: Bool
    let warnings: [Warning]

    init(_ inputs: SettingsInputs, readsProcess: Bool) {
        loaded = LoadedConfiguration(inputs)
        self.readsProcess = readsProcess
        warnings = loaded.warnings + RailwayAdvice.warnings(loaded)
    }

    var environment: EnvironmentName { loaded.settings.environment }
    var problems: [Problem] { loaded.allProblems }

    /// Where the values come from, for the report's head.
    var origin: String {
        let file =
            loaded.file.isPresent ? loaded.file.name : "\(loaded.file.name), which does not exist"
        return readsProcess
            ? "from the process and \(file)"
            : "from \(file); the process's variables are not read"
    }
}

/// Everything that `check` found.
struct CheckReport {
    let environments: [CheckedEnvironment]
    private(set) var comparisonProblems: [Problem] = []
    private(set) var notes: [String] = []

    init(_ environments: [CheckedEnvironment]) {
        self.environments = environments
    }

    var isGood: Bool {
        comparisonProblems.isEmpty && environments.allSatisfy(\.problems.isEmpty)
    }

    /// Holds the environments against each other.
    mutating func compare() {
        if environments.isEmpty {
            comparisonProblems.append(
                Problem(
                    name: ".env.<environment>",
                    sentence: "There is no settings file in the working directory.",
                    remedy: "Run check where .env.staging and .env.production are."))
        }
        for (index, one) in environments.enumerated() {
            for other in environments[(index + 1)...] {
                compareEndpoints(one, other)
                compareServiceNames(one, other)
            }
        }
    }

    private mutating func compareEndpoints(
        _ one: CheckedEnvironment, _ other: CheckedEnvironment
    ) {
        let (a, b) = (one.environment, other.environment)
        for mine in GuardFacts.endpoints(one.loaded.settings.tracing) {
            for theirs in GuardFacts.endpoints(other.loaded.settings.tracing) {
                if ForeignEndpointRule.isSame(mine, theirs) {
                    comparisonProblems.append(
                        Problem(
                            name: mine.name,
                            sentence: "\(a) and \(b) send to the same endpoint, "
                                + "\(mine.address.displayed).",
                            remedy: "Set \(mine.name) in \(a.fileName) to the Tempo of \(a), "
                                + "and \(theirs.name) in \(b.fileName) to that of \(b)."))
                } else if mine.address.host.isRailwayService, mine.purpose == theirs.purpose,
                    mine.address.host == theirs.address.host
                {
                    notes.append(
                        "\(a) and \(b) both name \(mine.address.host), and that is right: "
                            + "a private name of Railway leads to another machine in each.")
                }
            }
        }
    }

    private mutating func compareServiceNames(
        _ one: CheckedEnvironment, _ other: CheckedEnvironment
    ) {
        let (a, b) = (one.environment, other.environment)
        let name = one.loaded.settings.service.name
        guard name == other.loaded.settings.service.name else { return }
        comparisonProblems.append(
            Problem(
                name: "OTEL_SERVICE_NAME",
                sentence: "\(a) and \(b) bear the same service name, \(name.shown(at: 100)), "
                    + "so that their traces cannot be told apart.",
                remedy: "Set OTEL_SERVICE_NAME=gatewayz-api-\(a) in \(a.fileName) "
                    + "and OTEL_SERVICE_NAME=gatewayz-api-\(b) in \(b.fileName)."))
    }
}
