// Everything around the server in `dev`: pocket Tempo, printer of trees, simulated providers.
// Started before the server, stopped after it, so that its last spans still arrive and are printed.
import HTTPServer
import PocketTempo
import Reactor

/// The world that `dev` brings along.
final class DevSurroundings: Sendable {
    private let printer: TracePrinter
    private let pocket: PocketServer
    private let providers: SimulatedProviders

    /// Starts everything on loopback, each port at or above the one that is wanted; `write` puts
    /// trees on the screen. Throws where ports, threads or descriptors are lacking, and leaves
    /// nothing running then.
    init(
        receivingPort: UInt16 = DevBanner.wantedPorts.receiving,
        queryPort: UInt16 = DevBanner.wantedPorts.query, clocks: Clocks,
        write: @escaping @Sendable (String) -> Void = StandardOutput.write
    ) throws(SystemError) {
        let receiver = try PortSearch.listen(from: receivingPort, loopbackOnly: true)
        let query = try PortSearch.listen(from: queryPort, loopbackOnly: true)
        let printer = try TracePrinter(write: write)
        self.printer = printer
        do throws(SystemError) {
            providers = try SimulatedProviders(clocks: clocks)
        } catch {
            printer.stop()
            throw error
        }
        do throws(SystemError) {
            pocket = try PocketServer(
                TracePocket { printer.show($0) }, receivingOn: receiver, queriesOn: query,
                clocks: clocks)
        } catch {
            providers.stop()
            printer.stop()
            throw error
        }
    }

    /// Where OTLP/HTTP arrives.
    var receivingPort: UInt16 { pocket.receivingPort }

    /// Where the pocket Tempo answers.
    var queryPort: UInt16 { pocket.queryPort }

    /// The OTLP/HTTP endpoint to export to.
    var endpoint: String { "http://127.0.0.1:\(pocket.receivingPort)" }

    /// Where the pocket Tempo is asked.
    var queryAddress: String { "http://127.0.0.1:\(pocket.queryPort)" }

    /// The registry of the simulated providers in the shape of the contract's providers file.
    var providersFile: [UInt8] { providers.providersFile }

    /// Ends everything and prints the trees that wait; blocks, at most for a moment.
    func stop() {
        pocket.stop(within: .seconds(1))
        printer.stop()
        providers.stop()
    }
}
