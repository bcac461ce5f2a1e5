// Everything observed of one provider during one minute: the unit of the window and of the store.
// Pure. A minute is stored by overwriting it with newer totals, so a write repeated does no harm.

/// The evidence of one minute of one provider.
package struct MinuteTotals: Sendable, Equatable {
    /// The minute, counted from 1970.
    package var minute: Int64
    /// Outcomes by class.
    package var counts = OutcomeCounts()
    /// Latencies of the right answers.
    package var latencies = LatencyHistogram()
    /// The newest counted outcome in milliseconds since 1970; `nil` where nothing was counted.
    package var newestUnixMilliseconds: Int64?
    /// How many counted outcomes in a row had failed when the minute's last one came, at most 3.
    package var failureRun = 0

    /// An empty minute.
    package init(minute: Int64) {
        self.minute = minute
    }

    /// The minute of a time in milliseconds since 1970, rounded down also before it.
    package static func minute(ofUnixMilliseconds time: Int64) -> Int64 {
        let (quotient, remainder) = time.quotientAndRemainder(dividingBy: 60_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Adds the evidence of the same minute, as another process or an earlier life saw it.
    mutating func merge(_ other: Self) {
        counts.merge(other.counts)
        latencies.merge(other.latencies)
        if let theirs = other.newestUnixMilliseconds {
            newestUnixMilliseconds = max(theirs, newestUnixMilliseconds ?? theirs)
        }
    }
}
