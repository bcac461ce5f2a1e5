// The bounds of what waits, and the stored form of a histogram.

import Health
import Testing

@testable import HealthStorage

struct PendingHistoryTests {
    private func options(minutes: Int = 3, errors: Int = 3) -> StoreOptions {
        var options = StoreOptions()
        options.maximumPendingMinutes = minutes
        options.maximumPendingErrors = errors
        return options
    }

    @Test func replacesAMinuteAndKeepsErrorsInOrder() {
        var pending = PendingHistory(options())
        pending.add(
            StoredHistory(minutes: [minute("a", ok: 1)], errors: [error("a", "1")]))
        pending.add(
            StoredHistory(minutes: [minute("a", ok: 2)], errors: [error("a", "2")]))
        #expect(pending.count == 3)
        #expect(pending.history().minutes == [minute("a", ok: 2)])
        #expect(pending.history().errors.map(\.record.message) == ["1", "2"])
        pending.removeAll()
        #expect(pending.count == 0)
        #expect(pending.history().isEmpty)
    }

    @Test func givesUpTheOldestErrorsPastTheBoundAndCountsThem() {
        var pending = PendingHistory(options())
        pending.add(StoredHistory(errors: (1...3).map { error("a", "\($0)") } + [error("b", "b")]))
        #expect(pending.lostErrors == 0)
        pending.add(StoredHistory(errors: [error("a", "4")]))
        #expect(pending.lostErrors == 1)
        let kept = pending.history().errors.filter { $0.provider == "a" }
        #expect(kept.map(\.record.message) == ["2", "3", "4"])
        #expect(pending.count == 4)
    }

    @Test func givesUpTheOldestMinutesPastTheBound() {
        var pending = PendingHistory(options())
        pending.add(StoredHistory(minutes: (1...3).map { minute("a", ok: 1, minutesAgo: $0) }))
        #expect(pending.count == 3)
        pending.add(StoredHistory(minutes: [minute("a", ok: 1)]))
        let kept = pending.history().minutes.map(\.totals.minute).sorted()
        #expect(kept == (0...2).reversed().map { thisMinute / 60_000 - $0 })
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5] as [UInt64])
    func bringsAHistogramBackFromItsBytes(seed: UInt64) {
        var generator = SystemRandomNumberGenerator()
        var histogram = LatencyHistogram()
        for _ in 0..<(seed * 40) {
            histogram.record(microseconds: Int64.random(in: 0...(1 << 31), using: &generator))
        }
        histogram.add(UInt32.max, toBucket: Int(seed))
        let bytes = HistogramBlob.bytes(of: histogram)
        #expect(HistogramBlob.histogram(from: bytes) == histogram)
        for end in bytes.indices {
            let part = HistogramBlob.histogram(from: Array(bytes[..<end]))
            #expect(part.total < histogram.total)
        }
    }

    @Test func readsAnythingWithoutFailing() {
        #expect(HistogramBlob.histogram(from: []) == LatencyHistogram())
        #expect(HistogramBlob.histogram(from: Array(repeating: 0xFF, count: 64)).total == 0)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255) }
            #expect(HistogramBlob.histogram(from: bytes).total >= 0)
        }
    }
}
