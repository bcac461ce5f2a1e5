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

    @Test func showsTrueScoresOfRealProvidersAndRemembersThem() async throws {
        defer { TemporaryFile.remove(path) }
        let simulated = try SimulatedProviders(clocks: .system)
        defer { simulated.stop() }
        let registry = try registry(simulated.addresses)
        let lived = try await boardWithScores(of: registry, probed: 4)
        let scores = lived.providers.map(\.score)
        try #require(!scores.prefix(4).contains(nil), "no scores in time")
        #expect(scores[0] == 100)
        #expect(scores[1] == 100)
        #expect(try #require(scores[2]) <= 49)
        #expect(scores[3] == 0)
        #expect(scores[4] == nil)
        #expect(lived.providers[4].status == .notConfigured)
        #expect(lived.providers[1].latency?.p50 ?? 0 >= 700)
        #expect(lived.providers[2].errors[fromNewest: 0].message.contains("simulated"))
        #expect(lived.providers[3].errors[fromNewest: 0].result == .network)

        let store = try SQLiteHealthStore.open(path: path, clocks: .system)
        let reborn = try monitor(registry, store)
        #expect(store.report().state == .ok, "\(store.report())")
        for (old, new) in zip(lived.providers, reborn.board.providers) {
            #expect(old.score == new.score)
            #expect(old.counts == new.counts)
            #expect(old.errors.rows(after: 0) == new.errors.rows(after: 0))
        }
        reborn.stop(within: .seconds(20))
        store.close(within: .seconds(20))
    }

    /// Probes until the first providers have scores, stops everything, and returns the last board.
    private func boardWithScores(
        of registry: ProviderRegistry, probed count: Int
    ) async throws -> HealthBoard {
        let transfers = try TransferThread(library: CurlLibrary())
        defer { transfers.shutdown() }
        let store = try SQLiteHealthStore.open(path: path, clocks: .system)
        let monitor = try monitor(registry, store)
        let schedule = ProbeSchedule(
            registry: registry, keys: [:],
            runner: CurlProbeRunner(
                transfers: transfers, userAgent: "test",
                wallNanoseconds: { WallTime.now().unixNanoseconds }, isJSON: ProbeBody.isJSON),
            seed: 1, now: MonotonicTime.now, record: { monitor.record($0) })
        let probing = Task { await schedule.run() }
        // Why turns and not a time: where other tests hold the pool's threads, no time passes here.
        for _ in 0..<1_200
        where monitor.board.providers.prefix(count).contains(where: { $0.score == nil }) {
            try await Task.sleep(for: .milliseconds(25))
        }
        probing.cancel()
        await probing.value
        monitor.stop(within: .seconds(20))
        store.close(within: .seconds(20))
        let report = store.report()
        #expect(report.state == .ok && report.pendingRows == 0, "\(report)")
        return monitor.board
    }

    private func monitor(
        _ registry: ProviderRegistry, _ store: any HealthStore
    ) throws -> HealthMonitor {
        // Why: what was stored must be in the first board, however busy the machine's disk is.
        var limits = MonitorLimits()
        limits.restorePatience = .seconds(300)
        return try HealthMonitor(
            registry: registry, isConfigured: ProbeSchedule.configured(registry, keys: [:]),
            store: store, clocks: .system, limits: limits)
    }
}
