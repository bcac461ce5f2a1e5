// Observations counted into buckets. Each observation touches one bucket and the sum; the
// cumulative counts of the format are made when somebody scrapes, so `+Inf` always equals `_count`.
import Synchronization

/// Counts observations by size, each in the first bucket whose upper bound it does not exceed.
package final class Histogram: Instrument {
    /// `histogram`.
    package static let kind = MetricKind.histogram
    /// Most bounds that a histogram may have; +Inf comes on top.
    package static let maximumBounds = 31

    private let bounds: [Double]
    private let buckets: InlineArray<32, Atomic<UInt64>>
    private let sumBits = Atomic<UInt64>(0)
    private let writers: Writers

    /// Makes an empty histogram; the bounds are those of its family, checked at registration.
    package init(bounds: [Double], writers: Writers) {
        precondition(
            bounds.count <= Self.maximumBounds, "more bounds than a histogram has room for")
        self.bounds = bounds
        self.writers = writers
        buckets = InlineArray { _ in Atomic(0) }
    }

    /// Counts one observation; NaN is ignored, since it would spoil the sum for ever.
    @inline(__always)
    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        buckets[bucket(of: value)].add(1, writers: writers)
        sumBits.addDouble(value, writers: writers)
    }

    /// Counts one duration in a histogram of seconds.
    @inline(__always)
    package func observe(nanoseconds: UInt64) {
        // Why: a division, since multiplying by 1e-9 rounds 100 µs up over the bound 0.0001.
        observe(Double(nanoseconds) / 1e9)
    }

    /// Observations per bucket, not cumulated; the last is above every bound.
    package var counts: [UInt64] {
        (0...bounds.count).map { buckets[$0].load(ordering: .relaxed) }
    }

    /// The sum of all observations.
    package var sum: Double { Double(bitPattern: sumBits.load(ordering: .relaxed)) }

    // Why: most requests fall into the first bucket or two, where a linear search ends at once.
    @inline(__always)
    private func bucket(of value: Double) -> Int {
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        return index
    }

    /// Appends the bucket lines, `_sum` and `_count` of the shards together.
    package static func append(
        _ shards: [Histogram], labels: [UInt8], of frame: FamilyFrame, to page: inout [UInt8]
    ) {
        guard let first = shards.first else { return }
        var counts = [UInt64](repeating: 0, count: first.bounds.count + 1)
        var sum = 0.0
        for shard in shards {
            for (index, count) in shard.counts.enumerated() { counts[index] &+= count }
            sum += shard.sum
        }
        frame.appendHistogram(labels: labels, counts: counts, sum: sum, to: &page)
    }
}
