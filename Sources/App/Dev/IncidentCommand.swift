// `dev --incident`: the incident that this product exists for, staged and stopped. Two servers, two
// pocket Tempos, one crossed variable. Main thread; nothing leaves the machine or stays on it.
import Curl
import HTTPServer
import PocketTempo
import Reactor

/// Stages the incident.
package enum IncidentCommand {
    /// Returns 0 where everything went as it is told, else 1; prints the story.
    package static func run() -> Int32 {
        ServeCommand.exitCode {
            let curl = try CurlLibrary()
            let transfers = try TransferThread(library: curl)
            defer { transfers.shutdown() }
            let stage = try IncidentStage(
                curl: curl, world: DoctorWorld(transfers: transfers, clocks: .system))
            defer { stage.stop() }
            let isAsTold = try stage.play(StandardOutput.write)
            return isAsTold ? ExitCode.success.rawValue : ExitCode.failure.rawValue
        }
    }
}

/// The two environments and their story.
final class IncidentStage {
    private static let environments = [EnvironmentName.staging, .production]
    private static let patience = Duration.seconds(3)

    private let world: DoctorWorld
    private let curl: CurlLibrary
    private let pockets: [PocketServer]
    private let files: IncidentFiles
    private var servers: [IncidentServer] = []

    init(curl: CurlLibrary, world: DoctorWorld) throws {
        self.curl = curl
        self.world = world
        var pockets: [PocketServer] = []
        for _ in Self.environments {
            pockets.append(
                try PocketServer(
                    TracePocket(), receivingOn: Listener(port: 0, loopbackOnly: true),
                    queriesOn: Listener(port: 0, loopbackOnly: true)))
        }
        self.pockets = pockets
        files = IncidentFiles(
            tempos: Dictionary(
                uniqueKeysWithValues: zip(Self.environments, pockets).map {
                    ($0, ($1.receivingPort, $1.queryPort))
                }))
    }

    /// Tells the story to its end; whether it went as it should.
    func play(_ tell: (String) -> Void) throws -> Bool {
        tell(Self.opening)
        let configurations = try Self.environments.map { environment in
            try StartupConfiguration.load(files.inputs(of: environment)).get()
        }
        for configuration in configurations {
            servers.append(try IncidentServer(configuration, curl: curl))
        }
        for (environment, server) in zip(Self.environments, servers) {
            tell(line(environment, server))
        }
        let before = matrix(configurations.map(\.settings))
        tell("\n" + Self.indented(DoctorTable.matrix(before)))

        let crossed = [IncidentFiles.crossed: files.endpoint(of: .staging)]
        let inputs = files.inputs(of: .production, crossed)
        tell(
            "2. One variable of production is crossed:\n\n"
                + "     \(IncidentFiles.crossed)=\(files.endpoint(of: .staging))\n\n")
        guard case .failure(let refusal) = StartupConfiguration.load(inputs) else {
            tell("   It was not refused. That is a mistake of this program: please report it.\n")
            return false
        }
        tell(
            "   Production does not start (exit \(refusal.exitCode.rawValue)):\n\n"
                + Self.indented(refusal.rendered) + "\n")

        let after = matrix([configurations[0].settings, LoadedConfiguration(inputs).settings])
        tell(
            "3. Without that refusal production's traces would be in staging's Tempo:\n\n"
                + Self.indented(DoctorTable.matrix(after)))
        tell(Self.closing(foreign: foreignSpans(in: configurations[0].settings)))
        return before.isGreen && !after.isGreen
            && refusal.problems.contains { $0.rule == .foreignEndpoint }
    }

    /// Ends everything; blocks for a moment.
    func stop() {
        for server in servers { server.stop() }
        for pocket in pockets { pocket.stop(within: .seconds(1)) }
    }

    private func matrix(_ settings: [Settings]) -> CanaryMatrix {
        var random = SystemRandomNumberGenerator()
        return CanaryRun.matrix(
            of: settings.map { CanaryParty(settings: $0) }, in: world, random: &random)
    }

    private func foreignSpans(in settings: Settings) -> ForeignSpans? {
        guard let query = TempoQuery(settings.tracing) else { return nil }
        let request = ForeignSpans.request(
            to: query, besides: settings.environment, now: world.clocks.wall())
        return TempoAnswers.foreignSpans(world.fetch(request)).value
    }

    /// What a server says of its own tracing, once it knows.
    private func line(_ environment: EnvironmentName, _ server: IncidentServer) -> String {
        let begun = world.clocks.monotonic()
        var state = "unknown"
        repeat {
            state = TracingWord.read(world.fetch(OutgoingRequest(url: server.healthURL)))
            if state == "ok" { break }
            world.pause(.milliseconds(50))
        } while world.clocks.monotonic() - begun < Self.patience
        let name = environment.text + String(repeating: " ", count: 12 - environment.text.count)
        return "     \(name)\(server.healthURL)  ->  \(files.endpoint(of: environment))"
            + "  tracing: \(state)\n"
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "   " + $0 }.joined(separator: "\n")
    }

    private static let opening = """

        The incident that this service exists for, staged on this machine and stopped.

        1. Staging and production run, each with a Tempo of its own:


        """

    private static func closing(foreign: ForeignSpans?) -> String {
        let held = foreign.map {
            "   `gatewayz-api doctor` in staging would find \($0.sentence).\n"
        }
        return (held ?? "") + """

            The guard judges offline, from the variables and the committed files alone; the canary
            asks the Tempos themselves. In a deployment of yours:

              gatewayz-api check --environment all     before it is deployed
              gatewayz-api doctor --environment all    where both Tempos can be reached
              gatewayz-api doctor                      inside one environment


            """
    }
}
