// A window added up: all that a score is made of. Pure.

/// The evidence of one provider over the whole window.
package struct WindowTotals: Sendable, Equatable {
    /// Outcomes by class.
    package private(set) var counts = OutcomeCounts()
    /// Latencies of the right answers.
    package private(set) var latencies = LatencyHistogram()
    /// The newest counted outcome in milliseconds since 1970.
    package private(set) var newestUnixMilliseconds: Int64?
    /// Counted failures in a row up to now, at most `SlidingWindow.failureRunLimit`.
    package let failureRun: Int

    /// No evidence but the run of failures.
    init(failureRun: Int) {
        self.failureRun = failureRun
    }

    mutating func add(_ minute: MinuteTotals) {
        counts.merge(minute.counts)
        latencies.merge(minute.latencies)
        if let newest = minute.newestUnixMilliseconds {
            newestUnixMilliseconds = max(newest, newestUnixMilliseconds ?? newest)
        }
    }
}
