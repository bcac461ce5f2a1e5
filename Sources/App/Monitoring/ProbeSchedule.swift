// Keeps asking every provider, each in a task of its own on Swift's pool, until cancelled.
// One probe at a time for each provider is also the bound on all: at most 200 at once.
package import Health
package import Reactor

/// Probes every provider that can be probed, at its interval.
package struct ProbeSchedule: Sendable {
    private let orders: [(order: ProbeOrder, seed: UInt64)]
    private let runner: any ProbeRunner
    private let now: @Sendable () -> MonotonicTime
    private let sleep: @Sendable (Duration) async throws -> Void
    private let record: @Sendable (Outcome) -> Void

    /// Plans the probes of a registry. `keys` holds the keys that are set, by variable; a provider
    /// whose key is not is left out. `record` takes each outcome and must not block.
    package init(
        registry: ProviderRegistry, keys: [String: ProviderCredential], runner: any ProbeRunner,
        seed: UInt64, now: @escaping @Sendable () -> MonotonicTime,
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        },
        record: @escaping @Sendable (Outcome) -> Void
    ) {
        var seeds = SplitMix64(state: seed)
        orders = registry.ids.compactMap { id in
            let provider = registry[id]
            guard let probe = provider.probe, Self.isConfigured(provider, keys) else { return nil }
            let key = probe.apiKeyVariable.flatMap { keys[$0] }
            let order = ProbeOrder(
                provider: id, name: provider.name, probe: probe, credential: key)
            return (order, seeds.next())
        }
        self.runner = runner
        self.now = now
        self.sleep = sleep
        self.record = record
    }

    /// For each provider whether it has the key it needs; what `HealthMonitor` shows otherwise is
    /// `not_configured`.
    package static func configured(
        _ registry: ProviderRegistry, keys: [String: ProviderCredential]
    ) -> [Bool] {
        registry.providers.map { isConfigured($0, keys) }
    }

    /// How many providers are probed.
    package var count: Int { orders.count }

    /// Probes until the task is cancelled; returns when the last probe in flight has ended.
    package func run() async {
        let start = now()
        await withDiscardingTaskGroup { group in
            for (place, entry) in orders.enumerated() {
                group.addTask {
                    let timetable = ProbeTimetable(
                        place: place, of: orders.count, interval: entry.order.probe.interval,
                        seed: entry.seed)
                    await keepAsking(entry.order, timetable, since: start)
                }
            }
        }
    }

    private func keepAsking(
        _ order: ProbeOrder, _ timetable: ProbeTimetable, since start: MonotonicTime
    ) async {
        var timetable = timetable
        while !Task.isCancelled {
            let due = timetable.next(now: now() - start)
            do {
                try await sleep(max(.zero, due - (now() - start)))
            } catch {
                return  // Why: sleeping fails only by being cancelled.
            }
            if let outcome = await runner.run(order) { record(outcome) }
        }
    }

    private static func isConfigured(
        _ provider: Provider, _ keys: [String: ProviderCredential]
    ) -> Bool {
        guard let variable = provider.probe?.apiKeyVariable else { return true }
        return keys[variable] != nil
    }
}
