// `serve`: from the settings to a running service, and from a signal to a clean end. Main thread.
import Curl
import Glibc
import HTTPServer
import Locking
import Reactor

/// Runs the service until a signal ends it.
package enum ServeCommand {
    /// Returns the process's exit code; says on standard error why it is not 0.
    package static func run(_ inputs: SettingsInputs) -> Int32 {
        let startedAt = MonotonicTime.now()
        return exitCode {
            let signals = try SignalSource()
            let curl = try CurlLibrary()
            let configuration = try StartupConfiguration.load(inputs).get()
            return try run(configuration, curl: curl, signals: signals, startedAt: startedAt)
        }
    }

    /// Runs a command's body; a failure becomes its exit code and a sentence on standard error.
    static func exitCode(_ body: () throws -> Int32) -> Int32 {
        do {
            return try body()
        } catch let refusal as StartupRefusal {
            StandardError.write(refusal.rendered)
            return refusal.exitCode.rawValue
        } catch let failure as StartFailure {
            StandardError.write(failure.message + "\n")
            return failure.exitCode.rawValue
        } catch {
            StandardError.write("gatewayz-api: the start failed: \(error)\n")
            return ExitCode.failure.rawValue
        }
    }

    private static func run(
        _ configuration: StartupConfiguration, curl: CurlLibrary, signals: SignalSource,
        startedAt: MonotonicTime
    ) throws -> Int32 {
        let settings = configuration.settings
        let listener = try bind(settings.server.port)
        let logs = try makeLogs(settings)
        for warning in configuration.warnings {
            logs.log.warn("\(warning.name): \(warning.sentence) \(warning.remedy)")
        }
        for problem in configuration.verdict.problems {
            logs.log.error("\(problem.name): \(problem.sentence) \(problem.remedy)")
        }
        let service = try Service(
            ServiceFoundation(
                configuration: configuration, logs: logs, curl: curl, clocks: .system,
                startedAt: startedAt),
            listener: listener)
        service.bootstrap()
        logs.log.info(
            "Serving \(settings.service.name) \(settings.service.version) in "
                + "\(settings.environment) on port \(service.port)")
        return try end(service, on: signals, within: settings.shutdownTimeout)
    }

    /// Binds the port that `option` sets; a taken one is said before anything else is begun.
    static func bind(
        _ port: UInt16, loopbackOnly: Bool = false, option: String = "PORT (or --port)"
    ) throws(StartFailure) -> Listener {
        do throws(SystemError) {
            return try Listener(port: port, loopbackOnly: loopbackOnly)
        } catch {
            throw StartFailure(
                .unavailable,
                "gatewayz-api: port \(port) cannot be bound: \(error)\n"
                    + "  -> Stop what listens there, or set \(option) to another one.")
        }
    }

    static func makeLogs(_ settings: Settings) throws(SystemError) -> LogSystem {
        try LogSystem(
            LogConfiguration(
                format: settings.logging.format, minimumLevel: settings.logging.level,
                maximumLinesPerSecond: settings.logging.maximumLinesPerSecond,
                service: settings.service.name, environment: settings.environment.text),
            descriptor: STDOUT_FILENO, clocks: .system)
    }

    /// Waits for a signal and stops the service; a second signal ends the process at once.
    static func end(
        _ service: Service, on signals: SignalSource, within timeout: Duration
    ) throws(SystemError) -> Int32 {
        _ = signals.wait()
        let stopped = try WakeUp()
        let thread = try ThreadHandle.start(name: "shutdown") {
            service.stop(within: timeout)
            stopped.signal()
        }
        if let second = signals.wait(orUntil: stopped) { return 128 + second }
        thread.join()
        return 0
    }
}
