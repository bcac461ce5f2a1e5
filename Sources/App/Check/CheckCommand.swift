// `gatewayz-api check`: what would hold if the service started, and everything that is wrong with
// it. Offline and pure over its inputs; the command around it only prints.

/// What `check` was asked.
package struct CheckRequest: Hashable, Sendable {
    /// Which environment is judged.
    package enum Scope: Hashable, Sendable {
        /// The one that the process names.
        case current
        /// One by name; the process counts where it names that one or none.
        case named(String)
        /// Every one that has a settings file, each by its file alone.
        case all
    }

    /// Which environment is judged.
    package var scope: Scope
    /// Whether the report is JSON.
    package var isJSON: Bool
    /// Whether the command that sets the values on Railway is printed.
    package var showsRailwayCommand: Bool

    /// Asks about `scope`, as a table unless told otherwise.
    package init(scope: Scope = .current, isJSON: Bool = false, showsRailwayCommand: Bool = false) {
        self.scope = scope
        self.isJSON = isJSON
        self.showsRailwayCommand = showsRailwayCommand
    }

    /// The scope that `--environment`'s value means; `nil` for the current one.
    package static func scope(_ text: String?) -> Scope {
        switch text {
        case nil: .current
        case "all": .all
        case let name?: .named(name)
        }
    }
}

/// What a command prints and how it ends.
package struct CommandOutput: Hashable, Sendable {
    /// For standard output.
    package var standardOutput = ""
    /// For standard error.
    package var standardError = ""
    /// What the process ends with.
    package var exitCode = ExitCode.success
}

/// The command `check`.
package enum CheckCommand {
    /// Reads, judges and reports; exit 0 with or without warnings, 1 with problems, 64 where the
    /// name is none.
    package static func run(_ request: CheckRequest, _ inputs: SettingsInputs) -> CommandOutput {
        let report: CheckReport
        switch self.report(request.scope, inputs) {
        case .success(let found): report = found
        case .failure(let refusal): return refusal.output("check")
        }
        let text =
            request.isJSON
            ? CheckJSON.text(report, showsRailwayCommand: request.showsRailwayCommand)
            : CheckTable.text(report, showsRailwayCommand: request.showsRailwayCommand)
        return CommandOutput(
            standardOutput: text, exitCode: report.isGood ? .success : .failure)
    }

    /// A name that is none.
    struct UsageRefusal: Error {
        let name: String

        /// What a command says about it.
        func output(_ command: String) -> CommandOutput {
            CommandOutput(
                standardError:
                    "gatewayz-api \(command): \"\(name.cut(at: 80).printable)\" is no "
                    + "environment's name, [a-z0-9-]{1,64}, and not \"all\".\n",
                exitCode: .usage)
        }
    }

    /// What is found in the environments of a scope.
    static func report(
        _ scope: CheckRequest.Scope, _ inputs: SettingsInputs
    ) -> Result<CheckReport, UsageRefusal> {
        switch scope {
        case .current:
            return .success(CheckReport([CheckedEnvironment(inputs, readsProcess: true)]))
        case .named(let text):
            guard let name = EnvironmentName(text) else {
                return .failure(UsageRefusal(name: text))
            }
            return .success(CheckReport([named(name, inputs)]))
        case .all:
            let names = OtherEnvironments.environments(inputs)
            let inOrder =
                EnvironmentName.known.filter(names.contains)
                + names.filter { !$0.isKnown }
            var report = CheckReport(inOrder.map { byFileAlone($0, inputs) })
            report.compare()
            return .success(report)
        }
    }

    private static func named(
        _ name: EnvironmentName, _ inputs: SettingsInputs
    ) -> CheckedEnvironment {
        let process = Layers(options: [], process: inputs.process)
        let named = process.first(of: SettingTable.environment.definition.names)
        guard let named, EnvironmentName(named.value) != name else {
            var chosen = inputs
            chosen.options.append(.environment(name.text))
            return CheckedEnvironment(chosen, readsProcess: true)
        }
        return byFileAlone(name, inputs)
    }

    private static func byFileAlone(
        _ name: EnvironmentName, _ inputs: SettingsInputs
    ) -> CheckedEnvironment {
        var chosen = inputs
        chosen.process = [:]
        chosen.environmentFile = nil
        chosen.options.append(.environment(name.text))
        return CheckedEnvironment(chosen, readsProcess: false)
    }
}
