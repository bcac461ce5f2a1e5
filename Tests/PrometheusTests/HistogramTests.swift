// Histograms: inclusive bounds, exact durations, correct under contention.
import Testing

@testable import Prometheus

struct HistogramTests {
    private let bounds = [0.0001, 0.5, 2]

    @Test(arguments: [
        (-1.0, 0), (0, 0), (0.0001, 0), (0.00010001, 1), (0.5, 1), (2, 2), (2.0000001, 3),
        (.infinity, 3), (-.infinity, 0),
    ])
    func boundsAreInclusive(_ value: Double, _ bucket: Int) {
        let histogram = Histogram(bounds: bounds, writers: .oneThread)
        histogram.observe(value)
        #expect(histogram.counts.firstIndex(of: 1) == bucket)
        #expect(histogram.counts.reduce(0, +) == 1)
        #expect(histogram.sum == value)
    }

    @Test(arguments: [
        (UInt64(0), 0), (100_000, 0), (100_001, 1), (500_000_000, 1), (500_000_001, 2),
        (2_000_000_000, 2), (2_000_000_001, 3), (.max, 3),
    ])
    func durationsMeetTheirBoundExactly(_ nanoseconds: UInt64, _ bucket: Int) {
        let histogram = Histogram(bounds: bounds, writers: .anyThread)
        histogram.observe(nanoseconds: nanoseconds)
        #expect(histogram.counts.firstIndex(of: 1) == bucket)
    }

    @Test func ignoresWhatIsNotANumber() {
        let histogram = Histogram(bounds: bounds, writers: .oneThread)
        histogram.observe(.nan)
        histogram.observe(1)
        #expect(histogram.sum == 1)
        #expect(histogram.counts == [0, 0, 1, 0])
    }

    @Test func losesNothingWhenThreadsShareIt() async {
        let histogram = Histogram(bounds: bounds, writers: .anyThread)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<10_000 { histogram.observe(1) }
                }
            }
        }
        #expect(histogram.counts == [0, 0, 40_000, 0])
        #expect(histogram.sum == 40_000)
    }

    @Test func takesItsLargestNumberOfBounds() {
        let histogram = Histogram(
            bounds: (1...Histogram.maximumBounds).map(Double.init), writers: .oneThread)
        for value in 1...Histogram.maximumBounds + 1 { histogram.observe(Double(value)) }
        #expect(histogram.counts == [UInt64](repeating: 1, count: Histogram.maximumBounds + 1))
    }
}
