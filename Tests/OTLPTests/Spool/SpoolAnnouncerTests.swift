// Who reads the log of a bad night reads one line of each kind a minute.
import Reactor
import Testing

@testable import OTLP

struct SpoolAnnouncerTests {
    private let log = SpoolEventLog()

    private func announcer() -> SpoolAnnouncer {
        SpoolAnnouncer(tell: { [log] in log.append($0) })
    }

    private func second(_ count: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: count * 1_000_000_000)
    }

    @Test func aReceiverThatComesAndGoesIsToldOnceAMinute() {
        var announcer = announcer()
        for time in UInt64(100)..<160 {
            announcer.filling(now: second(time))
            announcer.emptied()
        }
        #expect(log.events == [.filling, .emptied])
        announcer.filling(now: second(160))
        #expect(log.events == [.filling, .emptied, .filling])
    }

    @Test func aDiskThatComesAndGoesIsToldOnceAMinute() {
        var announcer = announcer()
        for time in UInt64(100)..<160 {
            announcer.off("full", now: second(time))
            announcer.on()
        }
        #expect(log.events == [.off(reason: "full"), .on])
        announcer.off("full", now: second(160))
        announcer.off("broken", now: second(160))
        #expect(log.events.suffix(2) == [.off(reason: "full"), .off(reason: "broken")])
    }

    @Test func damageIsAddedUp() {
        var announcer = announcer()
        for _ in 0..<3 { announcer.damaged(files: 1, spans: 5, now: second(100)) }
        announcer.damaged(files: 1, spans: 5, now: second(160))
        #expect(
            log.events == [.damaged(files: 1, spans: 5), .damaged(files: 3, spans: 15)])
    }

    @Test func reasonsThatTakeTurnsAreToldOnceAMinute() {
        var announcer = announcer()
        for time in UInt64(100)..<160 {
            announcer.off(time.isMultiple(of: 2) ? "full" : "broken", now: second(time))
        }
        #expect(log.events == [.off(reason: "full"), .off(reason: "broken")])
        announcer.off("full", now: second(160))
        #expect(log.events.count == 3)
    }

    @Test func aBoundIsToldOncePerFilling() {
        var announcer = announcer()
        for time in UInt64(100)..<103 { announcer.dropping("spool_full", now: second(time)) }
        announcer.emptied()
        announcer.dropping("spool_full", now: second(160))
        #expect(log.events.count == 2)
    }

    @Test func boundsThatTakeTurnsAreToldOnceEach() {
        var announcer = announcer()
        for time in UInt64(100)..<300 {
            let reason = time.isMultiple(of: 2) ? "spool_full" : "spool_expired"
            announcer.dropping(reason, now: second(time))
        }
        #expect(
            log.events == [.dropping(reason: "spool_full"), .dropping(reason: "spool_expired")])
    }

    @Test func aSpoolThatIsEmptiedAgainAndAgainTellsItsBoundOnceAMinute() {
        var announcer = announcer()
        for time in UInt64(100)..<161 {
            announcer.dropping("spool_full", now: second(time))
            announcer.emptied()
        }
        #expect(log.events == [.dropping(reason: "spool_full"), .dropping(reason: "spool_full")])
    }
}
