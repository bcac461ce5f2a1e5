// The command line: options in, one call into App, its exit code out. Usage errors exit 64.
import App
import ArgumentParser
import Glibc

// Why not an AsyncParsableCommand: its commands run on Swift's pool, and signals must be blocked in
// the main thread before any other begins.
@main
struct GatewayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatewayz-api",
        abstract: "The monitoring API of GatewayZ: provider health, traced to its own Tempo.",
        version: BuildVersion.text,
        subcommands: [
            Serve.self, Dev.self, Check.self, Doctor.self, Healthcheck.self, Pocket.self,
        ],
        defaultSubcommand: Serve.self)
}

/// The options that stand for variables.
struct SettingOptions: ParsableArguments {
    @Option(help: "The port to serve on (PORT).")
    var port: String?

    @Option(help: "The environment: development, staging, production or another (APP_ENV).")
    var environment: String?

    @Option(name: .customLong("env-file"), help: "A settings file instead of .env.<environment>.")
    var environmentFile: String?

    @Option(help: "A providers file instead of the built-in registry (PROVIDERS_FILE).")
    var providers: String?

    var inputs: SettingsInputs {
        let options: [CommandLineOption?] = [
            environment.map { .environment($0) }, port.map { .port($0) },
            providers.map { .providers($0) },
        ]
        return .ofThisProcess(
            options: options.compactMap { $0 }, environmentFile: environmentFile,
            buildVersion: BuildVersion.text)
    }
}

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server (the default).")
    @OptionGroup var options: SettingOptions

    func run() throws { Glibc.exit(ServeCommand.run(options.inputs)) }
}

struct Dev: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run everything embedded: simulated providers, a pocket Tempo, the server.")

    @Flag(help: "Stage the incident that this service exists for, and stop it, in a few seconds.")
    var incident = false

    func run() throws {
        if incident { Glibc.exit(IncidentCommand.run()) }
        Glibc.exit(DevCommand.run(.ofThisProcess(buildVersion: BuildVersion.text)))
    }
}

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate the configuration offline: every setting, problem and remedy.")

    @Option(help: "An environment's name, or all; without it, what the process would run as.")
    var environment: String?

    @Flag(help: "Print JSON for machines.")
    var json = false

    @Flag(help: "Print the railway command that would set every value that is no secret.")
    var railway = false

    func run() throws {
        let request = CheckRequest(
            scope: CheckRequest.scope(environment), isJSON: json, showsRailwayCommand: railway)
        let output = CheckCommand.run(
            request, .ofThisProcess(buildVersion: BuildVersion.text))
        StandardOutput.write(output.standardOutput)
        StandardError.write(output.standardError)
        Glibc.exit(output.exitCode.rawValue)
    }
}

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask the network what check cannot know, and whether environments share a Tempo.")

    @Option(help: "An environment's name, or all; without it, what the process would run as.")
    var environment: String?

    @Flag(help: "Print JSON for machines.")
    var json = false

    func run() throws {
        let request = CheckRequest(scope: CheckRequest.scope(environment), isJSON: json)
        let output = DoctorCommand.run(
            request, .ofThisProcess(buildVersion: BuildVersion.text))
        StandardOutput.write(output.standardOutput)
        StandardError.write(output.standardError)
        Glibc.exit(output.exitCode.rawValue)
    }
}

/// Hidden: what the tests and rehearsals of an incident need beside real Tempos.
struct Pocket: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pocket-tempo", abstract: "Run a pocket Tempo alone, on loopback.",
        shouldDisplay: false)

    @Option(help: "The port for OTLP/HTTP; 0 for any free one.")
    var receive: UInt16 = 4318

    @Option(help: "The port for questions; 0 for any free one.")
    var query: UInt16 = 3200

    func run() throws {
        Glibc.exit(PocketCommand.run(receivingPort: receive, queryPort: query))
    }
}

struct Healthcheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask the local /health; exit 0 or 1, for a container's HEALTHCHECK.")
    @OptionGroup var options: SettingOptions

    func run() throws { Glibc.exit(HealthcheckCommand.run(options.inputs)) }
}
