// The pocket Tempo on its two ports.
// Callable from any thread; two loops of its own, one for each port.

import HTTPServer
import PocketTempo
import Reactor

/// Serves a `TracePocket` until stopped.
final class PocketServer: Sendable {
    private let receiving: Server
    private let querying: Server
    /// Where OTLP/HTTP arrives.
    let receivingPort: UInt16
    /// Where questions are answered.
    let queryPort: UInt16

    /// Serves on two bound listeners; throws where threads or descriptors are lacking.
    init(
        _ pocket: TracePocket, receivingOn receiver: Listener, queriesOn query: Listener,
        clocks: Clocks = .system
    ) throws(SystemError) {
        receivingPort = receiver.port
        queryPort = query.port
        var limits = ServerLimits()
        limits.connections = 256
        limits.body = pocket.limits.maximumRequestBytes
        let receivingServer = try Server(
            listener: receiver, loops: 1, limits: limits, clocks: clocks
        ) { _ in SilentApplication(routes: pocket.receivingRoutes) }
        receiving = receivingServer
        do throws(SystemError) {
            querying = try Server(listener: query, loops: 1, limits: limits, clocks: clocks) { _ in
                SilentApplication(routes: pocket.queryRoutes)
            }
        } catch {
            _ = receivingServer.drain(within: .zero)
            throw error
        }
    }

    /// Stops both ports, at the deadline at the latest; blocks until both have ended.
    func stop(within timeout: Duration) {
        _ = receiving.drain(within: timeout)
        _ = querying.drain(within: timeout)
    }
}
