// The three simulated providers, served on loopback by our own HTTP server, and the providers file
// that names them: so that `dev` takes the way of every other registry.
// Started and stopped on any thread; one loop each.
import HTTPServer
import Reactor
import Wire

/// Running simulated providers.
final class SimulatedProviders: Sendable {
    /// Where one of them listens.
    struct Address: Sendable {
        /// Which one.
        let provider: SimulatedProvider
        /// Its port on 127.0.0.1.
        let port: UInt16
    }

    /// Where they listen, in the order of the registry.
    let addresses: [Address]
    private let servers: [Server]

    /// Starts all of them on free ports of loopback; throws where ports or threads are lacking.
    init(clocks: Clocks) throws(SystemError) {
        var addresses: [Address] = []
        var servers: [Server] = []
        do throws(SystemError) {
            for provider in SimulatedProvider.allCases {
                let listener = try Listener(port: 0, loopbackOnly: true)
                addresses.append(Address(provider: provider, port: listener.port))
                var limits = ServerLimits()
                limits.connections = 64
                servers.append(
                    try Server(listener: listener, loops: 1, limits: limits, clocks: clocks) { _ in
                        SimulatedProviderLoop(provider, clocks: clocks)
                    })
            }
        } catch {
            for server in servers { _ = server.drain(within: .zero) }
            throw error
        }
        self.addresses = addresses
        self.servers = servers
    }

    /// The registry of these providers in the shape of the contract's providers file.
    var providersFile: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("providers")
        json.beginArray()
        for address in addresses { Self.write(address, to: &json) }
        json.endArray()
        json.endObject()
        return json.finish()
    }

    /// Stops all of them; blocks until their threads have ended.
    func stop() {
        for server in servers { _ = server.drain(within: .zero) }
    }

    private static func write(_ address: Address, to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(address.provider.rawValue)
        json.key("latency_target_ms")
        json.integer(500)
        json.key("probe")
        json.beginObject()
        json.key("url")
        json.string("http://127.0.0.1:\(address.port)/v1/models")
        json.key("interval_seconds")
        json.integer(2)
        json.key("timeout_seconds")
        json.integer(SimulatedProvider.probeTimeout.components.seconds)
        json.endObject()
        json.endObject()
    }
}
