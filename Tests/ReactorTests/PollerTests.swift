// Poller and wake-up with real descriptors.
import Reactor
import Testing

struct PollerTests {
    @Test func reportsTheDataOfTheDescriptorThatBecameReadable() throws {
        let poller = try Poller()
        let first = try WakeUp()
        let second = try WakeUp()
        try poller.add(first.descriptor, for: .readable, data: 11)
        try poller.add(second.descriptor, for: .readable, data: 22)
        second.signal()
        #expect(try poller.wait(timeout: .seconds(10)) == 1)
        let event = poller.event(at: 0)
        #expect(event.data == 22)
        #expect(event.readiness.contains(.readable))
    }

    @Test func reportsNothingAfterRemoval() throws {
        let poller = try Poller()
        let wakeUp = try WakeUp()
        try poller.add(wakeUp.descriptor, for: .readable, data: 1)
        wakeUp.signal()
        poller.remove(wakeUp.descriptor)
        #expect(try poller.wait(timeout: .milliseconds(1)) == 0)
    }

    @Test func refusesADescriptorThatIsNotOpen() throws {
        let poller = try Poller()
        #expect(throws: SystemError(call: "epoll_ctl add", code: 9)) {
            try poller.add(-1, for: .readable, data: 0)
        }
    }

    @Test func severalSignalsAreOneWakeUp() throws {
        let wakeUp = try WakeUp()
        wakeUp.signal()
        wakeUp.signal()
        #expect(wakeUp.wait(timeout: .seconds(10)))
        #expect(!wakeUp.wait(timeout: .milliseconds(1)))
    }
}

struct TicketTests {
    @Test(arguments: [(0, 0), (1, 0), (0, 1), (.max, 7), (7, .max)] as [(UInt32, UInt32)])
    func survivesThePackingIntoSixtyFourBits(slot: UInt32, generation: UInt32) {
        let ticket = Ticket(slot: slot, generation: generation)
        #expect(Ticket(bits: ticket.bits) == ticket)
    }
}

struct ClockTests {
    @Test func addingStopsAtTheEndsOfTheClock() {
        #expect(MonotonicTime(nanoseconds: 5) + .seconds(-1) == MonotonicTime(nanoseconds: 0))
        #expect(
            MonotonicTime(nanoseconds: .max) + .seconds(1) == MonotonicTime(nanoseconds: .max))
        #expect(MonotonicTime(nanoseconds: 5) - MonotonicTime(nanoseconds: 7) == .nanoseconds(-2))
    }

    @Test(arguments: [(0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2), (-5, 0)] as [(Int64, Int32)])
    func waitsAreRoundedUpToMilliseconds(nanoseconds: Int64, expected: Int32) {
        #expect(Duration.nanoseconds(nanoseconds).pollMilliseconds == expected)
    }

    @Test func hugeDurationsStayWithinTheirBounds() {
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(Int64.max).pollMilliseconds == .max)
    }

    @Test func errorsNameTheCallAndTheReason() {
        #expect(
            SystemError(call: "bind", code: 98).description == "bind: Address already in use (98)")
    }
}
