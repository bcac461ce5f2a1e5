// Counters: exact, never falling, correct under contention.
import Testing

@testable import Prometheus

struct CounterTests {
    private let counter = Counter(bounds: [], writers: .anyThread)

    @Test func startsAtZeroAndCounts() {
        #expect(counter.value == .whole(0))
        counter.increment()
        counter.increment(by: 41)
        #expect(counter.value == .whole(42))
    }

    @Test func keepsWholeAmountsExactBeyondDoublePrecision() {
        counter.increment(by: 1 << 60)
        counter.increment(byAmount: 1)
        #expect(counter.value == .whole((1 << 60) + 1))
    }

    @Test func addsFractions() {
        counter.increment(byAmount: 0.5)
        counter.increment(byAmount: 2)
        #expect(counter.value == .real(2.5))
    }

    @Test(arguments: [-1, -0.001, .nan, .infinity, -.infinity])
    func neverTakesAnAmountThatDoesNotCount(_ amount: Double) {
        counter.increment(byAmount: amount)
        #expect(counter.value == .whole(0))
    }

    @Test func beginsAgainAfterAReset() {
        counter.increment(byAmount: 1.5)
        counter.reset()
        #expect(counter.value == .whole(0))
    }

    @Test func losesNothingWhenThreadsShareIt() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { [counter] in
                    for _ in 0..<10_000 {
                        counter.increment()
                        counter.increment(byAmount: 0.5)
                    }
                }
            }
        }
        #expect(counter.value == .real(60_000))
    }

    @Test func countsTheSameForOneThread() {
        let own = Counter(bounds: [], writers: .oneThread)
        own.increment()
        own.increment(byAmount: 1.25)
        #expect(own.value == .real(2.25))
    }

    @Test func sumsThatOverflowBecomeReal() {
        #expect(SampleValue.whole(.max) + .whole(1) == .real(0x1p64))
    }
}
