// From evidence to the number that everybody looks at.
// Pure. The later, final scoring replaces this file and nothing else.

/// The score of a provider.
package enum Score {
    /// Counted outcomes below which there is no score.
    package static let minimumSamples = 3
    /// The score's upper bound while the last three counted outcomes are failures.
    package static let ceilingWhileFailing = 49

    /// The score, 0 to 100: `round(100 x ok / counted)`; `nil` where there is too little evidence.
    package static func score(of totals: WindowTotals) -> Int? {
        let counted = totals.counts.counted
        guard counted >= minimumSamples else { return nil }
        let share = (200 * totals.counts[.ok] + counted) / (2 * counted)
        let isFailing = totals.failureRun >= SlidingWindow.failureRunLimit
        return isFailing ? min(share, ceilingWhileFailing) : share
    }
}

/// What a score means in a word.
package enum ProviderStatus: UInt8, CaseIterable, Sendable {
    case healthy, degraded, unhealthy, unknown, notConfigured

    /// The status of a score; without one, whether the provider could be asked at all decides.
    package init(score: Int?, isConfigured: Bool) {
        switch score {
        case .some(80...): self = .healthy
        case .some(50...): self = .degraded
        case .some: self = .unhealthy
        case .none: self = isConfigured ? .unknown : .notConfigured
        }
    }

    /// The name in JSON bodies and metric labels.
    package var name: StaticString {
        switch self {
        case .healthy: "healthy"
        case .degraded: "degraded"
        case .unhealthy: "unhealthy"
        case .unknown: "unknown"
        case .notConfigured: "not_configured"
        }
    }
}
