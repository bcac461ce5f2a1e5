// `pocket-tempo`: a pocket Tempo alone on loopback, for tests and rehearsals. Main thread.
import Glibc
import HTTPServer
import PocketTempo
import Reactor

/// Runs a pocket Tempo until a signal ends it.
package enum PocketCommand {
    /// Returns the process's exit code; prints one line with the two addresses, and says on
    /// standard error why it could not start. Port 0 is the kernel's choice.
    package static func run(receivingPort: UInt16, queryPort: UInt16) -> Int32 {
        ServeCommand.exitCode {
            let signals = try SignalSource()
            let pocket = try PocketServer(
                TracePocket(),
                receivingOn: ServeCommand.bind(
                    receivingPort, loopbackOnly: true, option: "--receive"),
                queriesOn: ServeCommand.bind(
                    queryPort, loopbackOnly: true, option: "--query"))
            StandardOutput.write(
                "pocket Tempo: OTLP/HTTP http://127.0.0.1:\(pocket.receivingPort) "
                    + "queries http://127.0.0.1:\(pocket.queryPort)\n")
            _ = signals.wait()
            pocket.stop(within: .seconds(1))
            return 0
        }
    }
}
