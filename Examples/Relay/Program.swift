// A relay, as the worked example of these rooms: an HTTP server whose one route posts to other
// services, with tracing and full context propagation, and any trace-context conformance tool can
// drive it. Main thread: starts everything, waits for a signal, stops everything.
//
//   Relay 8080 [http://localhost:4318/v1/traces]
import Curl
import Glibc
import HTTPServer
import OTLP
import Reactor
import TraceSDK

@main
enum Program {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let port = arguments.first.flatMap(UInt16.init), arguments.count <= 2 else {
            print("usage: Relay PORT [OTLP-URL]; port 0 takes any")
            exit(64)
        }
        blockSignals()
        let transfers = try TransferThread(library: try CurlLibrary())
        let exporter = try arguments.dropFirst().first.map { try export(to: $0, over: transfers) }
        var random = SystemRandomNumberGenerator()
        let tracer = Tracer(
            sampler: .parentBased(root: .alwaysOn), generator: IDGenerator(seededBy: &random),
            sink: exporter.map { SharedSpanSink(queue: $0.queue) } ?? Nowhere())
        let route = RelayRoute(tracer: tracer, transfers: transfers)
        let listener = try Listener(port: port, loopbackOnly: true)
        let server = try Server(listener: listener, loops: 1, limits: ServerLimits()) { _ in
            SilentApplication(routes: [route.route])
        }
        print("Listening on port \(listener.port)")
        fflush(nil)

        waitForSignal()
        _ = server.drain(within: .seconds(5))
        _ = exporter?.shutdown(timeout: .seconds(5))
        transfers.shutdown()
    }

    /// Sends spans on to one OTLP/HTTP receiver, a quarter of a second after they ended.
    private static func export(to url: String, over transfers: TransferThread) throws -> Exporter {
        let envelope = ExportEnvelope(
            resource: Resource([Attribute("service.name", .string("relay"))]),
            scopeName: "relay", scopeVersion: "1.0")
        var settings = ExporterSettings()
        settings.scheduleDelay = .milliseconds(250)
        let exporter = Exporter(
            queue: try SpanQueue(envelope: envelope),
            transport: try CurlTransport(
                transfers: transfers, url: url, destination: ExportDestination(displayURL: url)),
            settings: settings)
        try exporter.start()
        return exporter
    }

    /// Called before any thread begins, so that only `waitForSignal` hears of the two.
    private static func blockSignals() {
        var signals = ending
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private static func waitForSignal() {
        var signals = ending
        var number: Int32 = 0
        unsafe sigwait(&signals, &number)
    }

    private static var ending: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}

/// Where spans go that nobody asked for.
private final class Nowhere: SpanSink {
    func ended(_ span: FinishedSpan) {}
}
