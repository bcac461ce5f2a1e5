// How one provider is doing at one moment: a row of the board. Pure and immutable.

/// One provider's health, derived from its window.
package struct ProviderHealth: Sendable {
    /// 0 to 100; `nil` where there is too little evidence.
    package let score: Int?
    /// What the score, or its absence, means.
    package let status: ProviderStatus
    /// Outcomes in the window, by class.
    package let counts: OutcomeCounts
    /// The newest counted outcome in the window, in milliseconds since 1970.
    package let newestUnixMilliseconds: Int64?
    /// Latencies of the right answers in the window; `nil` where there was none.
    package let latency: LatencyPercentiles?
    /// The newest errors, however old.
    package let errors: ErrorLog

    /// Judges a window.
    package init(_ totals: WindowTotals, isConfigured: Bool, errors: ErrorLog) {
        score = Score.score(of: totals)
        status = ProviderStatus(score: score, isConfigured: isConfigured)
        counts = totals.counts
        newestUnixMilliseconds = totals.newestUnixMilliseconds
        latency = LatencyPercentiles(totals.latencies)
        self.errors = errors
    }

    /// Counted outcomes in the window.
    package var samples: Int { counts.counted }

    /// The share of right answers in per mille, rounded; `nil` without evidence.
    package var successPerMille: Int? {
        samples > 0 ? (2000 * counts[.ok] + samples) / (2 * samples) : nil
    }
}

/// The latencies that half, 95 % and 99 % of the right answers did not exceed.
package struct LatencyPercentiles: Sendable, Equatable {
    /// The median in milliseconds, rounded.
    package let p50: Int64
    /// The 95th percentile in milliseconds, rounded.
    package let p95: Int64
    /// The 99th percentile in milliseconds, rounded.
    package let p99: Int64

    /// Reads the percentiles off a histogram; `nil` for an empty one.
    init?(_ histogram: LatencyHistogram) {
        guard let p50 = histogram.percentile(perMille: 500),
            let p95 = histogram.percentile(perMille: 950),
            let p99 = histogram.percentile(perMille: 990)
        else { return nil }
        self.p50 = (p50 + 500) / 1000
        self.p95 = (p95 + 500) / 1000
        self.p99 = (p99 + 500) / 1000
    }
}
