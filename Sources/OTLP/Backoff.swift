// How long to wait before the same batch is sent again.
// One owner (the exporter's thread); randomness is injected.

/// Full jitter under a bound that doubles.
package struct Backoff: Hashable, Sendable {
    /// The bound of the first wait.
    package var first = Duration.seconds(1)
    /// The bound of every later wait, at most.
    package var maximum = Duration.seconds(5)
    /// No wait is shorter: a draw near zero must not become a busy loop.
    package static let minimum = Duration.milliseconds(100)

    /// 1 s growing to 5 s.
    package init() {}

    /// The wait after this many failures in a row (1 or more), `draw` from 0 up to 1.
    func delay(afterFailures failures: Int, draw: Double) -> Duration {
        let doublings = min(max(0, failures - 1), 16)
        let bound = min(maximum, first * (1 << doublings))
        return max(Self.minimum, bound * min(max(0, draw), 1))
    }
}
