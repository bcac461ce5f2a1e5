// The cap on connections, from both sides, and what happens when descriptors run out.
import Glibc
import HTTPCore
import HTTPServer
import Testing

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

struct CapTests {
    /// Clients whose requests are never answered, so that their connections are not idle.
    private func occupy(_ test: TestServer, _ count: Int) -> [RawClient] {
        let clients = (0..<count).map { _ in test.client() }
        for client in clients { client.send("GET /held" + end) }
        _ = Pause.until { test.journal.all.count { $0 == "began /held" } == count }
        return clients
    }

    @Test func servesConnectionsUpToTheCapAndTellsTheNextOne() throws {
        let test = try TestServer { $0.connections = 3 }
        let held = occupy(test, 2)
        let last = test.client()
        last.send("GET /hello HTTP/1.1\r\n")
        #expect(Pause.until { test.server.statistics[0].count(in: .head) == 1 })
        let refused = test.client()
        refused.send("GET /hello" + end)
        let text = try #require(refused.receiveAll(), "the reply must not be lost to a reset")
        #expect(text.hasPrefix("HTTP/1.1 503 "))
        #expect(text.contains("\r\nRetry-After: 1\r\n"))
        #expect(text.contains("\r\nX-Note: 42\r\n"))
        last.send("Host: a\r\n\r\n")
        #expect(last.receiveReplies(1).first?.status == 200)
        test.stopAtOnce()
        #expect(test.journal.all.contains("rejected connection_limit"))
        withExtendedLifetime(held) {}
    }

    @Test func givesTheOldestIdleConnectionUpForANewOne() throws {
        let test = try TestServer { $0.connections = 2 }
        let old = test.client()
        #expect(old.exchange("GET /hello" + end)?.status == 200)
        let newer = test.client()
        #expect(newer.exchange("GET /hello" + end)?.status == 200)
        let third = test.client()
        #expect(third.exchange("GET /hello" + end)?.status == 200)
        #expect(old.receiveAll() == "")
        #expect(newer.exchange("GET /hello" + end)?.status == 200)
        #expect(test.server.statistics[0].open == 2)
        test.stop()
        #expect(test.journal.all.filter { $0.hasPrefix("rejected") } == ["rejected reclaimed"])
    }

    @Test func findsTheIdleConnectionOfAnotherLoop() throws {
        let test = try TestServer(loops: 2) { $0.connections = 4 }
        let first = (0..<4).map { _ in test.client() }
        for client in first { #expect(client.exchange("GET /hello" + end)?.status == 200) }
        let second = (0..<4).map { _ in test.client() }
        for client in second { #expect(client.exchange("GET /hello" + end)?.status == 200) }
        for client in first { #expect(client.receiveAll() == "") }
        #expect(test.server.statistics.reduce(0) { $0 + $1.open } == 4)
        test.stop()
    }

    @Test func sparesAConnectionThatIsNew() throws {
        let test = try TestServer { $0.connections = 1 }
        let silent = test.client()
        #expect(Pause.until { test.server.statistics[0].open == 1 })
        #expect(test.client().receiveAll()?.hasPrefix("HTTP/1.1 503 ") == true)
        Pause.take(ServerLimits.reclaimGrace + .milliseconds(100))
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        #expect(silent.receiveAll() == "")
        test.stop()
    }

    @Test func tellsAtMostSoManyAtOnceAndTheRestALittleLater() throws {
        let test = try TestServer { $0.connections = 1 }
        let held = occupy(test, 1)
        let count = ServerLimits.refusalsPerSecond + 20
        let clients = (0..<count).map { _ in test.client() }
        for client in clients {
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 503 ") == true)
        }
        test.stopAtOnce()
        #expect(test.journal.all.count { $0 == "rejected connection_limit" } == count)
        withExtendedLifetime(held) {}
    }

    /// Those who keep the places are spared, having just come.
    @Test(arguments: 1...3)
    func beyondTheRefusalsOfASecondNobodyIsClosedWithoutAWord(_ loops: Int) throws {
        let plan = FaultPlan()
        let time = HandMovedTime()
        let test = try TestServer(loops: loops, plan: plan, clocks: time.clocks) {
            $0.connections = loops
        }
        let silent = (0..<loops).map { _ in test.client() }
        #expect(Pause.until { test.server.statistics.allSatisfy { $0.count(in: .opened) == 1 } })
        for _ in 0..<ServerLimits.refusalsPerSecond {
            let refused = test.client()
            #expect(refused.receiveAll()?.hasPrefix("HTTP/1.1 503 ") == true)
        }
        let late = test.client()
        let waits = plan.count(.wait)
        #expect(Pause.until { plan.count(.wait) > waits + 1 })
        time.advance(by: ServerLimits.acceptPause)
        #expect(late.receiveAll()?.hasPrefix("HTTP/1.1 503 ") == true)
        test.stopAtOnce()
        plan.end()
        withExtendedLifetime(silent) {}
    }

    /// A connection that looks idle and has more requests waiting gives no place up.
    @Test(arguments: 1...2)
    func whoeverIsLetInForAPlaceThatIsNotGivenUpIsToldSo(_ loops: Int) throws {
        let time = HandMovedTime()
        let test = try TestServer(loops: loops, clocks: time.clocks) { $0.connections = loops }
        let hogs = (0..<loops).map { _ in test.client() }
        let count = ServerLimits.requestsPerTurn * 40
        for hog in hogs { hog.send(String(repeating: "GET /busy/2" + end, count: count)) }
        #expect(
            Pause.until {
                let begun = test.journal.all.count { $0 == "began /busy/2" }
                return begun > 2 * loops * ServerLimits.requestsPerTurn
            })
        let more = (0...ServerLimits.refusalsPerSecond).map { _ in test.client() }
        for client in more {
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 503 ") == true)
        }
        test.stopAtOnce()
        withExtendedLifetime(hogs) {}
    }

    @Test func outOfDescriptorsItNeitherSpinsNorEnds() throws {
        let plan = FaultPlan()
        plan.change { $0.always[.accept] = .error(EMFILE) }
        let test = try TestServer(plan: plan)
        let client = test.client()
        client.send("GET /hello" + end)
        #expect(Pause.until { plan.count(.accept) >= 6 })
        let waits = plan.count(.wait)
        Pause.take(.milliseconds(300))
        #expect(plan.count(.wait) - waits < 30, "one look each 100 ms, and no more")
        plan.change { $0.always[.accept] = .real }
        #expect(client.receiveReplies(1).first?.status == 200)
        test.stop()
        #expect(test.journal.all.contains("rejected descriptor_limit"))
        #expect(plan.open.isEmpty)
        plan.end()
    }

    @Test func outOfDescriptorsItGivesAnIdleConnectionUp() throws {
        let plan = FaultPlan()
        plan.script(.accept, .real, .error(EAGAIN), .error(EMFILE))
        let test = try TestServer(plan: plan)
        let idle = test.client()
        #expect(idle.exchange("GET /hello" + end)?.status == 200)
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        #expect(idle.receiveAll() == "")
        test.stop()
        #expect(test.journal.all.contains("rejected reclaimed"))
        plan.end()
    }

    @Test func takesAHeadThatIsLargerThanOneRead() throws {
        let test = try TestServer { $0.head = HeadLimits(head: 4 * ServerLimits.readBuffer) }
        let client = test.client()
        let large = String(repeating: "a", count: 3 * ServerLimits.readBuffer)
        client.send("GET /hello HTTP/1.1\r\nHost: a\r\nLarge: ")
        client.send(large)
        client.send("\r\n\r\n")
        #expect(client.receiveReplies(1).first?.body == "hello\n")
        test.stop()
    }

    @Test func closesAfterTheLastRequestOfAConnection() throws {
        let test = try TestServer { $0.requestsPerConnection = 2 }
        let client = test.client()
        #expect(client.exchange("GET /hello" + end)?.field("Connection") == nil)
        #expect(client.exchange("GET /hello" + end)?.field("Connection") == "close")
        #expect(client.receiveAll() == "")
        test.stop()
    }

    @Test func closesAConnectionThatIsOldAfterItsReply() throws {
        let test = try TestServer { $0.connectionAge = .zero }
        #expect(test.client().exchange("GET /hello" + end)?.field("Connection") == "close")
        test.stop()
    }

    @Test func countsItsConnectionsByWhatTheyWaitFor() throws {
        let test = try TestServer(loops: 2)
        let clients = (0..<6).map { _ in test.client() }
        for client in clients { _ = client.exchange("GET /hello" + end) }
        #expect(test.server.statistics.map(\.open) == [3, 3])
        #expect(test.server.statistics.map(\.waiting).reduce(0, +) == 6)
        func total(_ phase: Phase) -> Int {
            test.server.statistics.reduce(0) { $0 + $1.count(in: phase) }
        }
        let silent = test.client()
        clients[0].send("GET")
        clients[1].send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
        clients[2].send("GET /held" + end)
        #expect(
            Pause.until {
                Phase.allCases.map(total) == [1, 3, 1, 1, 1, 0, 0]
            })
        test.stopAtOnce()
        #expect(test.server.statistics.map(\.open) == [0, 0])
        #expect(Phase.allCases.map(total).allSatisfy { $0 == 0 })
        withExtendedLifetime(silent) {}
    }
}
