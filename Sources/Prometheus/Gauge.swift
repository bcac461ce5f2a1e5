// A number that goes up and down, kept as the bits of a Double.
import Synchronization

/// Shows a current amount.
package final class Gauge: ScalarInstrument {
    /// `gauge`.
    package static let kind = MetricKind.gauge

    private let bits = Atomic<UInt64>(0)
    private let writers: Writers

    /// Makes a gauge at zero.
    package init(bounds: [Double], writers: Writers) { self.writers = writers }

    /// Replaces the value; the last of several writers wins.
    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    /// Moves the value, down where the change is negative.
    package func add(_ change: Double) { bits.addDouble(change, writers: writers) }

    /// The current value of this shard.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    /// Appends one line with the sum of the shards.
    package static func append(
        _ shards: [Gauge], labels: [UInt8], of frame: FamilyFrame, to page: inout [UInt8]
    ) {
        let sum = shards.reduce(0) { $0 + $1.value }
        frame.appendSample(labels: labels, value: .real(sum), to: &page)
    }
}
