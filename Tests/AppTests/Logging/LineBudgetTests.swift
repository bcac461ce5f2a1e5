// The bound on request lines a second: exact, shared, and unmoved by clocks that disagree.
import Synchronization
import Testing

@testable import App

struct LineBudgetTests {
    private let second: Int64 = 1_000_000_000

    @Test func meetsItsBoundAndRefusesOneBeyond() {
        let budget = LineBudget(maximumPerSecond: 3)
        let allowance = budget.makeAllowance()
        for _ in 0..<3 { #expect(allowance.take(unixNanoseconds: 10 * second)) }
        #expect(!allowance.take(unixNanoseconds: 11 * second - 1))
        #expect(budget.refused == 1)
        #expect(allowance.take(unixNanoseconds: 11 * second))
        #expect(budget.refused == 1)
    }

    @Test func tellsOnceASecondThatItIsSpent() {
        let counter = TellCounter()
        let budget = LineBudget(maximumPerSecond: 1) { counter.count.add(1, ordering: .relaxed) }
        let allowance = budget.makeAllowance()
        for moment in [10, 11] {
            for _ in 0..<5 { _ = allowance.take(unixNanoseconds: Int64(moment) * second) }
        }
        #expect(counter.count.load(ordering: .relaxed) == 2)
        #expect(budget.refused == 8)
    }

    @Test func zeroIsNoBound() {
        let budget = LineBudget(maximumPerSecond: 0)
        let allowance = budget.makeAllowance()
        for _ in 0..<10_000 { #expect(allowance.take(unixNanoseconds: second)) }
        #expect(budget.refused == 0)
    }

    @Test func loopsShareIt() {
        let budget = LineBudget(maximumPerSecond: 2)
        let first = budget.makeAllowance()
        let second = budget.makeAllowance()
        #expect(first.take(unixNanoseconds: 5))
        #expect(second.take(unixNanoseconds: 5))
        #expect(!first.take(unixNanoseconds: 5))
        #expect(!second.take(unixNanoseconds: 5))
        #expect(budget.refused == 2)
    }

    @Test func aLoopWhoseClockIsJustBehindGetsNoSecondBudget() {
        let budget = LineBudget(maximumPerSecond: 2)
        #expect(budget.take(inSecond: 10))
        #expect(budget.take(inSecond: 11))
        #expect(budget.take(inSecond: 10))
        #expect(!budget.take(inSecond: 11))
        #expect(!budget.take(inSecond: 10))
    }

    @Test func aClockThatWasSetBackBeginsAnew() {
        let budget = LineBudget(maximumPerSecond: 1)
        let allowance = budget.makeAllowance()
        #expect(allowance.take(unixNanoseconds: 100 * second))
        #expect(!allowance.take(unixNanoseconds: 100 * second))
        #expect(allowance.take(unixNanoseconds: 50 * second))
        #expect(!allowance.take(unixNanoseconds: 50 * second))
    }

    @Test func holdsWhenThreadsTakeAtOnce() async {
        let budget = LineBudget(maximumPerSecond: 100)
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    (0..<1000).count { _ in budget.take(inSecond: 7) }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 100)
    }
}

private final class TellCounter: Sendable {
    let count = Atomic(0)
}
