// What the program starts with: settings, providers and their keys, and the guard's verdict; or the
// whole list of reasons why it does not start. Pure over its inputs.
package import Health

/// What the program starts with.
package struct StartupConfiguration: Sendable {
    /// Everything the program was told.
    package let settings: Settings
    /// The providers, built in or from the providers file.
    package let registry: ProviderRegistry
    /// The providers' keys by the variable that held them; none that may not be sent.
    package let providerKeys: [String: ProviderCredential]
    /// `clear`, or `blocked`: then nothing may be exported.
    package let verdict: GuardVerdict
    /// What should be logged at start.
    package let warnings: [Warning]
    /// Every setting with its value and place.
    package let report: [ReportedSetting]

    /// Reads and judges everything; the failure lists every problem at once.
    package static func load(
        _ inputs: SettingsInputs
    ) -> Result<StartupConfiguration, StartupRefusal> {
        let loaded = LoadedConfiguration(inputs)
        guard loaded.startProblems.isEmpty, let registry = loaded.registry else {
            return .failure(
                StartupRefusal(
                    environment: loaded.settings.environment, problems: loaded.startProblems,
                    warnings: loaded.warnings,
                    exitCode: isUsage(loaded, inputs) ? .usage : .configuration))
        }
        return .success(
            StartupConfiguration(
                settings: loaded.settings, registry: registry, providerKeys: loaded.providerKeys,
                verdict: loaded.verdict, warnings: loaded.warnings, report: loaded.report))
    }

    private static func isUsage(_ loaded: LoadedConfiguration, _ inputs: SettingsInputs) -> Bool {
        let options = Set(inputs.options.map(\.option))
        return loaded.startProblems.allSatisfy { options.contains($0.name) }
    }
}

/// Why the program does not start.
package struct StartupRefusal: Error, Sendable {
    /// The environment, as far as it could be told.
    package let environment: EnvironmentName
    /// Every reason; never empty.
    package let problems: [Problem]
    /// What else was seen.
    package let warnings: [Warning]

    /// What the process ends with: a usage error where only options are to blame.
    package let exitCode: ExitCode

    /// The text for standard error, every problem with its remedy.
    package var rendered: String {
        ProblemText.refusal(environment: environment, problems: problems)
    }
}

/// How the process ends where it does not end well, after `sysexits.h`.
package enum ExitCode: Int32, Sendable {
    case success = 0
    /// `check`, `doctor` or `healthcheck` found something.
    case failure = 1
    /// The command line is not understood.
    case usage = 64
    /// The listen address cannot be bound.
    case unavailable = 69
    /// The store's path was set and cannot be written.
    case cannotCreate = 73
    /// The configuration is refused.
    case configuration = 78
}
