// Nobody's greed is everybody's wait: fairness, backpressure, shedding.
import Glibc
import HTTPServer
import Reactor
import Testing

@testable import HTTPServer

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

struct FairnessTests {
    @Test func aPipeliningHogDoesNotKeepOthersWaiting() throws {
        let test = try TestServer()
        let normal = test.client()
        #expect(normal.exchange("GET /hello" + end)?.status == 200)
        let hog = test.client()
        let count = ServerLimits.requestsPerTurn * 20
        hog.send(String(repeating: "GET /busy/2" + end, count: count))
        #expect(Pause.until { test.journal.all.contains("began /busy/2") })
        #expect(normal.exchange("GET /items/1" + end)?.status == 200)
        let before = test.journal.all.prefix { $0 != "began /items/1" }
        #expect(before.count { $0 == "began /busy/2" } < count)
        #expect(hog.receiveReplies(count).count == count)
        test.stop()
    }
}

struct BackpressureTests {
    @Test func aFloodThatIsNeverReadIsNotReadEither() throws {
        let plan = FaultPlan()
        plan.change { $0.sendBuffer = 4096 }
        let test = try TestServer(plan: plan)
        let flood = RawClient(port: test.port, receiveBuffer: 4096)
        let batch = Array(String(repeating: "GET /hello" + end, count: 500).utf8)
        let taken = flood.sendUntilItBlocks(batch)
        #expect(test.server.statistics[0].count(in: .writing) == 1)
        #expect(taken < 64 << 20, "the server must stop reading")
        let (waits, began) = (plan.count(.wait), test.journal.all.count)
        Pause.take(.milliseconds(300))
        #expect(plan.count(.wait) - waits < 10, "what waits for the client costs no time")
        #expect(test.journal.all.count == began, "nothing is answered that cannot be sent")
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        test.stop()
        plan.end()
    }

    @Test func aDeferredAnswerWaitsBehindAShortWrite() throws {
        let plan = FaultPlan()
        plan.change { $0.sendBuffer = 4096 }
        let test = try TestServer(plan: plan)
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send("GET /query?q=x" + end + "GET /large" + end + "GET /hello" + end)
        #expect(Pause.until { test.server.statistics[0].count(in: .writing) == 1 })
        let other = RawClient(port: test.port, receiveBuffer: 4096)
        // Its answer comes while the reply before it is still being sent.
        other.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx" + "GET /wide" + end)
        other.send("GET /deferred" + end + "GET /hello" + end)
        let replies = client.receiveReplies(3)
        #expect(replies.map(\.body.utf8.count) == [1, 4_000_000, 6])
        let others = other.receiveReplies(4)
        #expect(others.map(\.body.utf8.count) == [1, 50_000, 6, 6])
        #expect(others.map(\.body).suffix(2) == ["later\n", "hello\n"])
        test.stop()
        plan.end()
    }

    @Test func anAnswerThatComesWhileItsConnectionWritesIsAppended() throws {
        let plan = FaultPlan()
        plan.change { $0.sendBuffer = 4096 }
        let test = try TestServer(plan: plan)
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send("GET /wide" + end + "GET /deferred/1" + end + "GET /items/3" + end)
        #expect(Pause.until { test.server.statistics[0].count(in: .writing) == 1 })
        #expect(Pause.until { test.journal.all.count { $0 == "ended 200" } == 2 })
        let replies = client.receiveReplies(3)
        #expect(replies.map(\.body.utf8.count) == [50_000, 6, 1])
        #expect(replies.map(\.body).suffix(2) == ["later\n", "3"])
        test.stop()
        plan.end()
    }
}

struct SheddingTests {
    @Test func aLaggingLoopTurnsAwayWhatHasWaitedTooLong() throws {
        let test = try TestServer { $0.shedLag = .milliseconds(20) }
        let (first, second, third) = (test.client(), test.client(), test.client())
        for client in [first, second, third] {
            #expect(client.exchange("GET /hello" + end)?.status == 200)
        }
        first.send(String(repeating: "GET /busy/15" + end, count: ServerLimits.requestsPerTurn))
        #expect(Pause.until { test.journal.all.contains("began /busy/15") })
        // Both wait until that turn is over, and share the next one.
        second.send("GET /busy/60" + end + "GET /hello" + end + "GET /vital" + end)
        third.send(
            "GET /busy/60" + end + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
        let served = first.receiveReplies(ServerLimits.requestsPerTurn)
        #expect(served.allSatisfy { $0.status == 200 })
        let replies = second.receiveReplies(3) + third.receiveReplies(2)
        #expect(replies.map(\.status).filter { $0 == 503 }.count >= 2)
        #expect(replies[2].body == "alive\n", "what must be answered always is")
        #expect(replies[1].status == 503)
        #expect(replies[1].field("Retry-After") == "1")
        #expect(replies[1].field("Connection") == nil)
        #expect(replies[4].field("Connection") == "close", "its body is not read")
        #expect(second.exchange("GET /hello" + end)?.status == 200, "the load is over")
        test.stop()
        #expect(test.journal.all.contains("rejected overload"))
    }

    private func time(_ milliseconds: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: (1000 + milliseconds) * 1_000_000)
    }

    @Test func shedsOnlyAfterALagThatLasts() {
        var shedder = LoadShedder(threshold: .milliseconds(50), patience: .milliseconds(100))
        shedder.turnEnded(began: time(0), latest: time(51))
        #expect(!shedder.isShedding)
        shedder.turnEnded(began: time(51), latest: time(99))
        #expect(!shedder.isShedding, "a turn of 48 ms ends the lag")
        shedder.turnEnded(began: time(99), latest: time(150))
        shedder.turnEnded(began: time(150), latest: time(201))
        #expect(shedder.isShedding)
        shedder.turnEnded(began: time(201), latest: time(251))
        #expect(!shedder.isShedding, "the threshold itself is no lag")
    }

    @Test func refusesWhatIsReachedLateAndBodiesEarlier() {
        var shedder = LoadShedder(threshold: .milliseconds(50), patience: .milliseconds(100))
        func refuses(_ milliseconds: UInt64, _ hasBody: Bool) -> Bool {
            shedder.refuses(began: time(0), reached: time(milliseconds), hasBody: hasBody)
        }
        #expect(!refuses(500, true), "without overload nobody is refused")
        shedder.turnEnded(began: time(0), latest: time(100))
        #expect(shedder.isShedding)
        #expect([50, 51].map { refuses($0, false) } == [false, true])
        #expect([25, 26].map { refuses($0, true) } == [false, true])
        #expect(!shedder.refuses(began: time(5), reached: time(0), hasBody: false))
    }
}

struct LimitValueTests {
    @Test func aBudgetGrantsItsBurstAndOneMoreEachInterval() {
        var budget = RefusalBudget(perSecond: 100)
        let start = MonotonicTime(nanoseconds: 5_000_000_000)
        let granted = (0...100).map { _ in budget.take(at: start) }
        #expect(granted == [Bool](repeating: true, count: 100) + [false])
        let later = [9, 10, 109, 100_000].map {
            budget.available(at: start + .milliseconds($0))
        }
        #expect(later == [0, 1, 10, 100])
        budget.giveBack()
        #expect(budget.available(at: start + .seconds(9)) == 100, "never more than the burst")
    }

    @Test func agesAreSpreadByATenth() {
        let ages = (0..<2000).map {
            ConnectionAge.jittered(.seconds(3600), $0, MonotonicTime(nanoseconds: 7))
        }
        #expect(ages.allSatisfy { $0 >= .seconds(3240) && $0 <= .seconds(3960) })
        #expect(ages.contains { $0 < .seconds(3260) })
        #expect(ages.contains { $0 > .seconds(3940) })
        #expect(
            ConnectionAge.jittered(.seconds(Int64.max), 3, MonotonicTime(nanoseconds: 0))
                > .seconds(1_000_000_000))
    }
}
