// Every part of the monitoring at once, all of them real: servers, libcurl, the schedule, the
// monitor's thread and SQLite; then a second life on the first one's file.

import Curl
import Health
import HealthProbes
import HealthStorage
import Reactor
import Testing

@testable import App

struct MonitoringTogetherTests {
    private let path = "/tmp/gatewayz-together-\(MonotonicTime.now().nanoseconds).db"

    private func registry(_ addresses: [SimulatedProviders.Address]) throws -> ProviderRegistry {
        var providers: [Provider] = []
        for address in addresses {
            let probe = Probe(
                url: "http://127.0.0.1:\(address.port)/v1/models", interval: .milliseconds(100),
                timeout: .seconds(5))
            providers.append(Provider(name: address.provider.rawValue, probe: probe))
        }
        // Port 9 (discard) is served nowhere that tests run.
        providers.append(
            Provider(
                name: "absent", probe: Probe(url: "http://127.0.0.1:9/", interval: .seconds(1))))
        providers.append(
            Provider(
                name: "keyless",
                probe: Probe(url: "http://127.0.0.1:1/", auth: .bearer, apiKeyVariable: "NONE")))
        return try ProviderRegistry(providers)
    }

    @Test func showsTrueScoresOfRealProvidersAndRemembersThem() throws {
        defer { TemporaryFile.remove(path) }
        let simulated = try SimulatedProviders(clocks: .system)
        defer { simulated.stop() }
        let registry = try registry(simulated.addresses)
        let transfers = try TransferThread(library: CurlLibrary())
        let boards = try Mailbox<MonitoringBoard>(capacity: 10_000)
        let service = try MonitoringService(
            registry: registry, keys: [:],
            store: SQLiteHealthStore.open(path: path, clocks: .system),
            runner: CurlProbeRunner(
                transfers: transfers, userAgent: "test",
                wallNanoseconds: { WallTime.now().unixNanoseconds }, isJSON: ProbeBody.isJSON),
            seed: 1, clocks: .system,
            events: HealthMonitorEvents(onBoard: { _ = boards.post($0) }))
        service.startProbing()
        while service.monitor.board.providers.prefix(4).contains(where: { $0.score == nil }) {
            try #require(!boards.receive(timeout: .seconds(30)).isEmpty, "no scores within 30 s")
        }
        service.stop(within: .seconds(20))
        transfers.shutdown()

        let lived = service.monitor.board
        let scores = lived.providers.map(\.score)
        #expect(scores[0] == 100)
        #expect(scores[1] == 100)
        #expect(try #require(scores[2]) <= 49)
        #expect(scores[3] == 0)
        #expect(scores[4] == nil)
        #expect(lived.providers[4].status == .notConfigured)
        #expect(lived.providers[1].latency?.p50 ?? 0 >= 700)
        #expect(lived.providers[2].errors[fromNewest: 0].message.contains("simulated"))
        #expect(lived.providers[3].errors[fromNewest: 0].result == .network)

        let reborn = try MonitoringService(
            registry: registry, keys: [:],
            store: SQLiteHealthStore.open(path: path, clocks: .system),
            runner: CountingRunner(limit: 1), seed: 1, clocks: .system)
        for (old, new) in zip(lived.providers, reborn.monitor.board.providers) {
            #expect(old.score == new.score)
            #expect(old.counts == new.counts)
            #expect(old.errors.rows(after: 0) == new.errors.rows(after: 0))
        }
        reborn.stop(within: .seconds(20))
        reborn.stop(within: .seconds(20))
    }
}
