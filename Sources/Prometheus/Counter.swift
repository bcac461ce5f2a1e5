// A number that only grows. Whole amounts and fractions are kept apart, so that counting things,
// the common case, is one integer addition.
import Synchronization

/// Counts events or amounts; starts at zero with the process.
package final class Counter: ScalarInstrument {
    /// `counter`.
    package static let kind = MetricKind.counter

    private let whole = Atomic<UInt64>(0)
    private let fraction = Atomic<UInt64>(0)
    private let writers: Writers

    /// Makes a counter at zero.
    package init(bounds: [Double], writers: Writers) { self.writers = writers }

    /// Counts `amount` more events.
    @inline(__always)
    package func increment(by amount: UInt64 = 1) { whole.add(amount, writers: writers) }

    /// Adds an amount of any size; a negative or non-finite one is ignored, counters only grow.
    package func increment(byAmount amount: Double) {
        guard amount.isFinite, amount >= 0 else { return }
        if let exact = UInt64(exactly: amount) {
            whole.add(exact, writers: writers)
        } else {
            fraction.addDouble(amount, writers: writers)
        }
    }

    /// Begins again at zero, as after a restart; scrapers take it for one.
    package func reset() {
        whole.store(0, ordering: .relaxed)
        fraction.store(0, ordering: .relaxed)
    }

    /// What was counted so far.
    package var value: SampleValue {
        let whole = whole.load(ordering: .relaxed)
        let fraction = Double(bitPattern: fraction.load(ordering: .relaxed))
        return fraction == 0 ? .whole(whole) : .real(Double(whole) + fraction)
    }

    /// Appends one line with the sum of the shards.
    package static func append(
        _ shards: [Counter], labels: [UInt8], of frame: FamilyFrame, to page: inout [UInt8]
    ) {
        let sum = shards.reduce(SampleValue.whole(0)) { $0 + $1.value }
        frame.appendSample(labels: labels, value: sum, to: &page)
    }
}
