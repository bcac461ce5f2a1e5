// `dev`: the newcomer's first minute. The real service in `development`, with a pocket Tempo and
// three simulated providers beside it in the same process. Main thread.
import Curl
import HTTPServer
import Reactor

/// Runs everything embedded until a signal ends it.
package enum DevCommand {
    /// The name under which the settings find the simulated providers' file.
    static let providersFileName = "simulated-providers.json"

    /// What of the process's own variables counts. Why so few: a newcomer's shell may name another
    /// environment, and `dev` must not send a span anywhere but to its own pocket.
    static let keptVariables = [
        "PORT", "SQLITE_PATH", "LOG_LEVEL", "LOG_FORMAT", "SERVER_THREADS", "SHUTDOWN_TIMEOUT",
        "OTEL_BSP_SCHEDULE_DELAY",
    ]

    /// Returns the process's exit code; says on standard error why it is not 0.
    package static func run(_ inputs: SettingsInputs) -> Int32 {
        let startedAt = MonotonicTime.now()
        return ServeCommand.exitCode {
            let signals = try SignalSource()
            let surroundings = try DevSurroundings(clocks: .system)
            defer { surroundings.stop() }
            let own = ownInputs(inputs, surroundings)
            let configuration = try StartupConfiguration.load(own).get()
            return try run(
                configuration, surroundings, signals: signals, startedAt: startedAt)
        }
    }

    private static func run(
        _ configuration: StartupConfiguration, _ surroundings: DevSurroundings,
        signals: SignalSource, startedAt: MonotonicTime
    ) throws -> Int32 {
        let settings = configuration.settings
        let listener = try PortSearch.listen(from: settings.server.port, loopbackOnly: false)
        let banner = DevBanner(
            wantedAPIPort: settings.server.port, apiPort: listener.port,
            receivingPort: surroundings.receivingPort,
            queryPort: surroundings.queryPort,
            databasePath: settings.store.isInMemory ? nil : settings.store.path,
            serviceName: settings.service.name)
        StandardOutput.write(banner.text)
        let logs = try ServeCommand.makeLogs(settings)
        let foundation = ServiceFoundation(
            configuration: configuration, logs: logs, curl: try CurlLibrary(), clocks: .system,
            startedAt: startedAt)
        let service = try Service(foundation, listener: listener)
        service.bootstrap()
        return try ServeCommand.end(service, on: signals, within: settings.shutdownTimeout)
    }

    /// The inputs of the embedded service: its own endpoint and providers, which nothing overrides.
    static func ownInputs(
        _ inputs: SettingsInputs, _ surroundings: DevSurroundings
    ) -> SettingsInputs {
        var own = inputs
        own.process = inputs.process.filter { keptVariables.contains($0.key) }
        // Why sooner than the specification's five seconds: somebody is watching the screen.
        if own.process["OTEL_BSP_SCHEDULE_DELAY"] == nil {
            own.process["OTEL_BSP_SCHEDULE_DELAY"] = "500"
        }
        let pinned = [
            ("TEMPO_ENABLED", "true"),
            ("TEMPO_OTLP_HTTP_ENDPOINT", surroundings.endpoint),
            ("TEMPO_QUERY_URL", surroundings.queryAddress),
            // Why: with gRPC it would be the gRPC endpoint of .env.development that counts.
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_EXPORTER", "otlp"),
            // Why: the pocket Tempo ends with the process, so nothing could be sent later.
            ("SPOOL_DIRECTORY", "off"),
        ]
        own.options = [.environment("development"), .providers(providersFileName)]
        own.options += pinned.map { variable, value in
            CommandLineOption(variable: variable, option: "dev", value: value)
        }
        let file = surroundings.providersFile
        let readFile = inputs.readFile
        own.readFile = { $0 == providersFileName ? .bytes(file) : readFile($0) }
        return own
    }
}
