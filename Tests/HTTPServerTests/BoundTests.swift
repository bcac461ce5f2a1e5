// Bounds of the loop that no setting moves, each met exactly and by one more.
import HTTPServer
import Reactor
import Testing

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

struct BoundTests {
    /// Time stands still: no wait ends, whatever else the machine does.
    private func stillClocks() -> Clocks {
        let start = MonotonicTime.now()
        return Clocks(monotonic: { start }, wall: { .now() })
    }

    @Test func whatIsThrownAwayAfterTheLastReplyIsBounded() throws {
        let plan = FaultPlan()
        let test = try TestServer(plan: plan, clocks: stillClocks())
        let client = test.client()
        #expect(client.exchange("GET / HTTP/3.0\r\n")?.status == 505)
        #expect(client.receiveAll() == "")
        let before = plan.received
        client.send([UInt8](repeating: 0x61, count: ServerLimits.lingerBytes))
        #expect(Pause.until { plan.received - before == ServerLimits.lingerBytes })
        #expect(test.server.statistics[0].count(in: .lingering) == 1)
        client.send("a")
        #expect(Pause.until { test.server.statistics[0].open == 0 })
        test.stop()
        plan.end()
    }

    /// Connections beyond the cap that are given time, and one that is only told.
    @Test func soManyRefusedConnectionsAreWaitedFor() throws {
        let test = try TestServer(clocks: stillClocks()) { $0.connections = 1 }
        let held = test.client()
        held.send("GET /held" + end)
        #expect(Pause.until { test.journal.all.contains("began /held") })
        let most = ServerLimits.refusedAtOnce
        var refused: [RawClient] = []
        for number in 1...most + 1 {
            let client = test.client()
            #expect(client.receiveReplies(1).first?.status == 503)
            refused.append(client)
            let waiting = min(number, most)
            #expect(Pause.until { test.server.statistics[0].count(in: .lingering) == waiting })
        }
        #expect(refused.last?.receiveAll() == "")
        test.stopAtOnce()
        withExtendedLifetime((held, refused)) {}
    }

    /// One byte less, and the next request is still answered into the same buffer.
    @Test(arguments: [(missing: 1, begun: 2), (missing: 0, begun: 1)])
    func repliesUpToTheHighWaterMarkAreGathered(_ missing: Int, begun: Int) throws {
        let plan = FaultPlan()
        plan.change { $0.sendBuffer = 4096 }
        let test = try TestServer(plan: plan)
        let probe = test.client()
        probe.send("GET /bytes/60000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let headCount =
            (probe.receiveAll()?.utf8.count ?? 0) - 60_000
            - "Connection: close\r\n".utf8.count
        let body = ServerLimits.outputHighWater - headCount - missing
        let path = "/bytes/\(body)"
        #expect(Pause.until { test.server.statistics[0].count(in: .lingering) == 1 })
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send("GET \(path)\(end)GET \(path)\(end)")
        #expect(Pause.until { test.server.statistics[0].count(in: .writing) == 1 })
        #expect(test.journal.all.count { $0 == "began \(path)" } == begun)
        #expect(client.receiveReplies(2).map(\.body.utf8.count) == [body, body])
        test.stop()
        plan.end()
    }
}
