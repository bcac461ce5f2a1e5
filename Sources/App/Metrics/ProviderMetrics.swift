// What is known about providers, for /metrics: counts as outcomes come in, the rest off the board.
package import Health
package import Prometheus

/// The families of the providers.
package final class ProviderMetrics: Sendable {
    private let registry: ProviderRegistry
    private let outcomes: Family<Counter>
    private let durations: Family<Histogram>

    /// Registers the families; `board` gives the current snapshot at each scrape.
    package init(
        metrics: Registry, registry: ProviderRegistry,
        board: @escaping @Sendable () -> HealthBoard
    ) throws(RegistrationError) {
        self.registry = registry
        let providers = ProviderRegistry.maximumProviders
        let sources = OutcomeSource.allCases.count
        outcomes = try metrics.family(
            MetricNames.Provider.outcomes,
            maximumSeries: providers * OutcomeClass.count * sources)
        durations = try metrics.family(
            MetricNames.Provider.requestDuration, maximumSeries: providers * sources)
        try metrics.collect(
            Self.families, maximumSeries: providers * ProviderStatus.allCases.count, from: board)
    }

    /// Counts an outcome of this registry's provider; callable from any thread.
    package func record(_ outcome: Outcome) {
        let provider = registry[outcome.provider].name
        let source = "\(outcome.source.name)"
        outcomes.instrument([provider, "\(outcome.result.name)", source]).increment()
        durations.instrument([provider, source])
            .observe(Double(outcome.latencyMicroseconds) / 1e6)
    }

    private static var families: [CollectedFamily<HealthBoard>] {
        [
            CollectedFamily(MetricNames.Provider.score) { board, writer in
                for (name, health) in rows(of: board) {
                    if let score = health.score { writer.sample([name], score) }
                }
            },
            CollectedFamily(MetricNames.Provider.status) { board, writer in
                for (name, health) in rows(of: board) {
                    for status in ProviderStatus.allCases {
                        writer.sample([name, "\(status.name)"], health.status == status ? 1 : 0)
                    }
                }
            },
            CollectedFamily(MetricNames.Provider.lastEvidence) { board, writer in
                for (name, health) in rows(of: board) {
                    guard let milliseconds = health.newestUnixMilliseconds else { continue }
                    writer.sample([name], Double(milliseconds) / 1000)
                }
            },
        ]
    }

    private static func rows(of board: HealthBoard) -> [(String, ProviderHealth)] {
        board.registry.ids.map { (board.registry[$0].name, board[$0]) }
    }
}
