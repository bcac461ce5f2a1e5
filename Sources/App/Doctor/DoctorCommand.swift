// `gatewayz-api doctor`: what `check` cannot know, asked of the network: names, connections, the
// store, Tempo, and whether environments share one. Main thread; every step is bounded.
import Curl
import Reactor

/// The command `doctor`.
package enum DoctorCommand {
    /// Asks and reports; exit 0, 1 where anything failed, 64 where the name is none.
    package static func run(_ request: CheckRequest, _ inputs: SettingsInputs) -> CommandOutput {
        let chosen: [CheckedEnvironment]
        var comparison: [Problem] = []
        switch CheckCommand.report(request.scope, inputs) {
        case .success(let report):
            chosen = report.environments
            comparison = report.comparisonProblems
        case .failure(let refusal): return refusal.output("doctor")
        }
        let transfers: TransferThread
        do {
            transfers = try TransferThread(library: CurlLibrary())
        } catch {
            return CommandOutput(
                standardError: "gatewayz-api doctor: it could not start: \(error)\n",
                exitCode: .failure)
        }
        defer { transfers.shutdown() }
        let world = DoctorWorld(transfers: transfers, clocks: .system)
        let report = examine(chosen, comparison, world, inputs)
        return CommandOutput(
            standardOutput: request.isJSON ? DoctorJSON.text(report) : DoctorTable.text(report),
            exitCode: report.isGood ? .success : .failure)
    }

    static func examine(
        _ chosen: [CheckedEnvironment], _ comparison: [Problem], _ world: DoctorWorld,
        _ inputs: SettingsInputs
    ) -> DoctorReport {
        let network = PrivateNetwork(inputs)
        // Why before the canaries: a canary that crosses would be found as a foreign span itself.
        let examined = chosen.map { checked in
            let settings = checked.loaded.settings
            let place =
                checked.readsProcess
                ? StorePlace(settings, inputs.placeFacts(settings.store.path)) : nil
            return Examination.run(
                checked, in: world, elsewhere: network.reasonNotToAsk(checked), place: place)
        }
        let parties = examined.map { examined in
            CanaryParty(
                settings: examined.checked.loaded.settings, elsewhere: examined.elsewhere,
                mustNotSend: examined.checked.problems.isEmpty
                    ? nil : "the configuration is refused")
        }
        var random = SystemRandomNumberGenerator()
        return DoctorReport(
            environments: examined,
            matrix: CanaryRun.matrix(of: parties, in: world, random: &random),
            comparisonProblems: comparison)
    }
}
