// Percentiles from buckets, against the sorted list that they stand for.

import Health
import Testing

struct LatencyHistogramTests {
    @Test func knowsNothingWhenEmpty() {
        #expect(LatencyHistogram().percentile(perMille: 500) == nil)
    }

    @Test func isExactBelowEightMicroseconds() {
        for value in 0..<8 as Range<Int64> {
            var histogram = LatencyHistogram()
            histogram.record(microseconds: value)
            #expect(histogram.percentile(perMille: 500) == value)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func staysWithinSixPercentOfTheTruthAndRises(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        var histogram = LatencyHistogram()
        var values: [Int64] = []
        for _ in 0..<2000 {
            let magnitude = Int64.random(in: 0...29, using: &dice)
            values.append(Int64.random(in: 0...(1 << magnitude), using: &dice))
            histogram.record(microseconds: values[values.count - 1])
            guard values.count.isMultiple(of: 100) else { continue }
            let sorted = values.sorted()
            var previous: Int64 = -1
            for share in [1, 250, 500, 950, 990, 1000] {
                let truth = sorted[max(0, (sorted.count * share + 999) / 1000 - 1)]
                let reported = try #require(histogram.percentile(perMille: share))
                #expect(abs(reported - truth) * 10_000 <= truth * 625)
                #expect(reported >= previous)
                previous = reported
            }
        }
    }

    @Test func putsWhatIsBeyondTheLastBucketIntoIt() throws {
        var histogram = LatencyHistogram()
        histogram.record(microseconds: .max)
        histogram.record(microseconds: 1 << 30)
        histogram.record(microseconds: -5)
        #expect(histogram.total == 3)
        var buckets: [Int] = []
        histogram.forEachBucket { bucket, _ in buckets.append(bucket) }
        #expect(buckets == [0, LatencyHistogram.bucketCount - 1])
        #expect(try #require(histogram.percentile(perMille: 1000)) < 1 << 30)
    }

    @Test func mergesAsIfAllHadBeenRecordedInOne() {
        var dice = Dice(seed: 9)
        var parts = [LatencyHistogram(), LatencyHistogram()]
        var whole = LatencyHistogram()
        for _ in 0..<500 {
            let value = Int64.random(in: 0...5_000_000, using: &dice)
            parts[Int.random(in: 0...1, using: &dice)].record(microseconds: value)
            whole.record(microseconds: value)
        }
        parts[0].merge(parts[1])
        #expect(parts[0] == whole)
    }

    @Test func saturatesInsteadOfWrapping() {
        var histogram = LatencyHistogram()
        histogram.add(.max, toBucket: 3)
        histogram.add(2, toBucket: 3)
        #expect(histogram.total == Int(UInt32.max))
        histogram.add(1, toBucket: -1)
        histogram.add(1, toBucket: LatencyHistogram.bucketCount)
        #expect(histogram.total == Int(UInt32.max))
    }
}
