// What is told at once, what is summed up, and that a flood cannot happen.
import Reactor
import Testing

@testable import OTLP

struct AnnouncerTests {
    private static let failing = TracingState.failing(reason: "why")

    private func at(_ seconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000) + .seconds(seconds)
    }

    @Test func theFirstChangesAreToldAtOnce() {
        var announcer = Announcer()
        for change in 0..<Announcer.stateTokens {
            let state = change.isMultiple(of: 2) ? Self.failing : .ok
            #expect(announcer.change(to: state, now: at(0)) == .stateChanged(state))
        }
        #expect(announcer.nextDue == nil)
    }

    @Test func aFlappingReceiverIsSummedUp() {
        var announcer = Announcer()
        for _ in 0..<Announcer.stateTokens { _ = announcer.change(to: Self.failing, now: at(0)) }
        #expect(announcer.change(to: .ok, now: at(1)) == nil)
        #expect(announcer.change(to: Self.failing, now: at(2)) == nil)
        #expect(announcer.due(now: at(29)).isEmpty)
        #expect(announcer.nextDue == at(30))
        #expect(announcer.due(now: at(30)) == [.stateUnsteady(Self.failing, untold: 2)])
        #expect(announcer.nextDue == nil && announcer.due(now: at(31)).isEmpty)
    }

    @Test func aDayOfFlappingIsTwoLinesAMinute() {
        var announcer = Announcer()
        var lines = 0
        for second in 0..<3_600 {
            let state = second.isMultiple(of: 2) ? Self.failing : .ok
            if announcer.change(to: state, now: at(Int64(second))) != nil { lines += 1 }
            lines += announcer.due(now: at(Int64(second))).count
        }
        #expect(lines <= Announcer.stateTokens + 2 * 60)
        #expect(lines >= 2 * 60)
    }

    @Test func lossesAreSummedByLabel() {
        var announcer = Announcer()
        let first = announcer.lost(spans: 3, label: "404", reason: "a", now: at(0))
        #expect(first == .batchLost(spans: 3, label: "404", reason: "a"))
        let other = announcer.lost(spans: 1, label: "400", reason: "b", now: at(1))
        #expect(other == .batchLost(spans: 1, label: "400", reason: "b"))
        for second in 1...59 {
            #expect(
                announcer.lost(spans: 2, label: "404", reason: "c", now: at(Int64(second))) == nil)
        }
        #expect(announcer.due(now: at(59)).isEmpty && announcer.nextDue == at(60))
        let sum = ExporterEvent.batchLost(spans: 118, label: "404", reason: "c")
        #expect(announcer.due(now: at(60)) == [sum])
        #expect(announcer.due(now: at(500)).isEmpty)
        #expect(announcer.lost(spans: 1, label: "404", reason: "d", now: at(500)) != nil)
    }

    @Test func objectionsAreSummedToo() {
        var announcer = Announcer()
        #expect(announcer.partialSuccess(rejected: 1, message: "a", now: at(0)) != nil)
        #expect(announcer.partialSuccess(rejected: 2, message: "b", now: at(1)) == nil)
        #expect(announcer.partialSuccess(rejected: 0, message: "c", now: at(2)) == nil)
        #expect(announcer.due(now: at(60)) == [.partialSuccess(rejected: 2, message: "c")])
    }

    @Test func theEndTellsWhatWasKeptBack() {
        var announcer = Announcer()
        for _ in 0...Announcer.stateTokens { _ = announcer.change(to: .ok, now: at(0)) }
        for _ in 0..<2 {
            _ = announcer.lost(spans: 1, label: "404", reason: "a", now: at(0))
        }
        #expect(
            announcer.due(now: at(1), isLast: true) == [
                .stateUnsteady(.ok, untold: 1), .batchLost(spans: 1, label: "404", reason: "a"),
            ])
    }

    @Test func kindsAreBounded() {
        var announcer = Announcer()
        for kind in 0..<Announcer.maximumKinds {
            #expect(announcer.lost(spans: 1, label: "\(kind)", reason: "", now: at(0)) != nil)
        }
        let next = announcer.lost(spans: 1, label: "one more", reason: "", now: at(0))
        #expect(next == .batchLost(spans: 1, label: "other", reason: ""))
        #expect(announcer.lost(spans: 1, label: "and another", reason: "", now: at(0)) == nil)
    }
}
