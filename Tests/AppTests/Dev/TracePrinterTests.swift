// Trees reach the screen in order; a screen that stands still costs trees, never memory.
import Locking
import Reactor
import Testing

@testable import App

struct TracePrinterTests {
    @Test func everyTreeIsPrintedInOrderBeforeTheEnd() throws {
        let printed = Locked("")
        let printer = try TracePrinter { text in printed.withLock { $0 += text } }
        for number in 0..<100 { printer.show("\(number)\n") }
        printer.stop(within: .seconds(30))
        #expect(printed.withLock { $0 } == (0..<100).map { "\($0)\n" }.joined())
    }

    @Test func aScreenThatNeverMovesDoesNotHoldUpTheEnd() throws {
        let started = try WakeUp()
        let released = try WakeUp()
        let printer = try TracePrinter { _ in
            started.signal()
            _ = released.wait(timeout: nil)
        }
        printer.show("x")
        #expect(started.wait(timeout: .seconds(30)))
        printer.stop(within: .milliseconds(1))
        released.signal()
    }

    @Test(arguments: [0, 1])
    func aScreenThatStandsStillCostsTreesFromTheBoundOnAndIsToldHowMany(_ excess: Int) throws {
        let started = try WakeUp()
        let released = try WakeUp()
        let printed = Locked("")
        let printer = try TracePrinter { text in
            printed.withLock { $0 += text }
            started.signal()
            _ = released.wait(timeout: .seconds(30))
            released.signal()
        }
        printer.show("x")
        #expect(started.wait(timeout: .seconds(30)))
        for _ in 0..<TracePrinter.capacity + excess { printer.show("x") }
        released.signal()
        printer.stop(within: .seconds(30))
        let text = printed.withLock { $0 }
        #expect(text.prefix { $0 == "x" }.count == TracePrinter.capacity + 1)
        #expect(text.contains("(1 traces were not printed") == (excess == 1))
    }
}
