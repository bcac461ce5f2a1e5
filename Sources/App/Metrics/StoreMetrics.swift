// The store's account of itself, for /metrics.
package import Health
package import Prometheus

/// The families of the store.
package enum StoreMetrics {
    /// Registers the families of the store, read from `report` at each scrape.
    package static func register(
        in registry: Registry, report: @escaping @Sendable () -> StoreReport
    ) throws(RegistrationError) {
        try registry.collect(families, from: report)
    }

    private static var families: [CollectedFamily<StoreReport>] {
        [
            CollectedFamily(MetricNames.Store.state) { report, writer in
                for state in [StoreReport.State.starting, .ok, .degraded] {
                    writer.sample(
                        ["\(report.kind.name)", "\(state.name)"], report.state == state ? 1 : 0)
                }
            },
            CollectedFamily(MetricNames.Store.commits) { $1.sample([], $0.commits) },
            CollectedFamily(MetricNames.Store.failedCommits) { $1.sample([], $0.failedCommits) },
            CollectedFamily(MetricNames.Store.refusals) { $1.sample([], $0.refusals) },
            CollectedFamily(MetricNames.Store.lostErrors) { $1.sample([], $0.lostErrors) },
            CollectedFamily(MetricNames.Store.pendingRows) { $1.sample([], $0.pendingRows) },
            CollectedFamily(MetricNames.Store.quarantines) { $1.sample([], $0.quarantines) },
        ]
    }
}
