// What the HTTP server measures. Shared by all loops; each loop measures into its own shards.
import HTTPServer
package import Prometheus

/// The families of the HTTP server.
package final class HTTPMetrics: Sendable {
    /// Series of the duration family: routes, methods and statuses that really occur.
    // Why so many: strangers choose methods and mistakes. What they can bring about over one
    // scheme, some 650, must leave room, or a failure of ours would drown among `_overflow`.
    static let maximumDurationSeries = 1000

    let routes: [String]
    let durations: Family<Histogram>
    private let active: Family<Gauge>
    private let rejected: Family<Counter>

    /// Registers the families; `routes` are the templates that loops refer to by index.
    package init(registry: Registry, routes: [String]) throws(RegistrationError) {
        self.routes = routes
        durations = try registry.family(
            MetricNames.HTTP.requestDuration, maximumSeries: Self.maximumDurationSeries)
        active = try registry.family(MetricNames.HTTP.activeRequests)
        rejected = try registry.family(MetricNames.HTTP.rejected)
    }

    /// Registers the gauge of connections, read from `counts` at each scrape.
    package func showConnections(
        in registry: Registry, from counts: @escaping @Sendable () -> ConnectionCounts
    ) throws(RegistrationError) {
        let family = CollectedFamily<ConnectionCounts>(MetricNames.HTTP.connections) {
            counts, writer in
            for phase in Phase.allCases {
                writer.sample(["\(phase.label)"], counts[phase])
            }
        }
        try registry.collect([family], from: counts)
    }

    /// The instruments of one loop, for that loop's thread.
    package func makeLoop() -> LoopMetrics {
        LoopMetrics(
            http: self, active: active.shard(),
            rejected: Rejection.allCases.map { rejected.shard([$0.rawValue]) })
    }
}
