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
        printer.stop()
        #expect(printed.withLock { $0 } == (0..<100).map { "\($0)\n" }.joined())
        #expect(printer.droppedTrees == 0)
    }

    @Test func aScreenThatStandsStillCostsTreesFromTheBoundOn() throws {
        let started = try WakeUp()
        let released = try WakeUp()
        let printed = Locked(0)
        let printer = try TracePrinter { text in
            printed.withLock { $0 += text.count }
            started.signal()
            _ = released.wait(timeout: .seconds(30))
            released.signal()
        }
        printer.show("x")
        #expect(started.wait(timeout: .seconds(30)))
        for _ in 0..<TracePrinter.capacity { printer.show("x") }
        #expect(printer.droppedTrees == 0)
        printer.show("x")
        #expect(printer.droppedTrees == 1)
        released.signal()
        printer.stop()
        #expect(printed.withLock { $0 } == TracePrinter.capacity + 1)
    }
}
