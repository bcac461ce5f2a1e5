// Latencies in logarithmic buckets, so that percentiles cost a fixed size whatever the traffic.
// Pure, mergeable by addition. The bucket layout is stored on disk: change it with a migration.

/// A histogram of latencies from 1 microsecond to about 18 minutes.
///
/// Up to 8 µs a bucket holds one value; above, each doubling is cut into 8 buckets of equal width,
/// so that a reported latency is at most 6.25 % away from the true one.
package struct LatencyHistogram: Sendable, Equatable {
    /// Counts by bucket; empty until the first latency, so that a quiet minute costs nothing.
    private var counts: [UInt32] = []
    /// Number of latencies in it.
    package private(set) var total = 0

    /// An empty histogram.
    package init() {}

    /// Number of buckets: 8 single values, then 8 for each of 27 doublings.
    package static let bucketCount = 8 + 27 * 8

    /// Adds one latency in microseconds; what lies beyond the last bucket counts in it.
    package mutating func record(microseconds: Int64) {
        add(1, toBucket: Self.bucket(of: microseconds))
    }

    /// Adds a stored count to a bucket; ignored outside of `0..<bucketCount`.
    package mutating func add(_ count: UInt32, toBucket bucket: Int) {
        guard (0..<Self.bucketCount).contains(bucket), count > 0 else { return }
        if counts.isEmpty { counts = Array(repeating: 0, count: Self.bucketCount) }
        let (sum, overflow) = counts[bucket].addingReportingOverflow(count)
        total += Int((overflow ? .max : sum) - counts[bucket])
        counts[bucket] = overflow ? .max : sum
    }

    /// Adds every latency of another histogram.
    package mutating func merge(_ other: Self) {
        other.forEachBucket { bucket, count in add(count, toBucket: bucket) }
    }

    /// Calls `body` with each bucket that is not empty, in rising order.
    package func forEachBucket(_ body: (_ bucket: Int, _ count: UInt32) -> Void) {
        for bucket in counts.indices where counts[bucket] > 0 { body(bucket, counts[bucket]) }
    }

    /// The latency in microseconds that this share of them does not exceed; `nil` when empty.
    /// Rises with the share: p50 <= p95 <= p99. `share` is in per mille, 1 to 1000.
    package func percentile(perMille share: Int) -> Int64? {
        guard total > 0 else { return nil }
        let rank = max(1, (total * share + 999) / 1000)
        var below = 0
        for bucket in counts.indices {
            below += Int(counts[bucket])
            if below >= rank { return Self.middle(of: bucket) }
        }
        return nil
    }

    /// The bucket of a latency in microseconds; negative ones fall into the first.
    static func bucket(of microseconds: Int64) -> Int {
        guard microseconds >= 8 else { return Int(max(0, microseconds)) }
        let exponent = 63 - microseconds.leadingZeroBitCount
        let fraction = Int(microseconds >> (exponent - 3)) & 7
        return min(8 + (exponent - 3) * 8 + fraction, bucketCount - 1)
    }

    /// The middle of a bucket, in microseconds.
    static func middle(of bucket: Int) -> Int64 {
        guard bucket >= 8 else { return Int64(bucket) }
        let shift = (bucket - 8) / 8
        let lower = Int64(8 + (bucket - 8) % 8) << shift
        return lower + (Int64(1) << shift) / 2
    }
}
