// One of the two servers of the staged incident, with a pocket Tempo of its own.
// Started and stopped on the main thread; everything is on loopback and in memory.
import Curl
import Glibc
import HTTPServer
import PocketTempo
import Reactor

/// A whole service beside its own pocket Tempo.
final class IncidentServer {
    /// Where the service answers.
    let port: UInt16
    private let service: Service
    private let silence: FileDescriptor

    /// Starts the service of a configuration; its log goes nowhere, since the story is told around
    /// it.
    init(_ configuration: StartupConfiguration, curl: CurlLibrary) throws {
        let settings = configuration.settings
        let descriptor = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError(call: "open", code: errno) }
        silence = FileDescriptor(owning: descriptor)
        let logs = try LogSystem(
            LogConfiguration(
                format: .json, minimumLevel: .error, maximumLinesPerSecond: 0,
                service: settings.service.name, environment: settings.environment.text),
            descriptor: silence.number, clocks: .system)
        service = try Service(
            ServiceFoundation(
                configuration: configuration, logs: logs, curl: curl, clocks: .system,
                startedAt: .now()),
            listener: Listener(port: 0, loopbackOnly: true))
        port = service.port
    }

    /// Where it tells how it is.
    var healthURL: String { "http://127.0.0.1:\(port)/health" }

    /// Ends it; blocks for a moment.
    func stop() { service.stop(within: .seconds(1)) }
}
