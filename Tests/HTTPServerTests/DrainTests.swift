// The drain: nobody's request is lost who had sent it, and nothing delays the end beyond its time.
import Glibc
import HTTPCore
import HTTPServer
import Reactor
import Testing

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

struct DrainTests {
    private func drain(_ server: Server, cutOff: Int = 0) throws -> ThreadHandle {
        try ThreadHandle.start(name: "drain") {
            #expect(server.drain(within: .seconds(20)) == cutOff)
        }
    }

    /// One large reply, then those to `/items/1` and on; the last alone says that it is the last.
    private func expectItems(_ count: Int, behindOneReplyTo client: RawClient) {
        let replies = client.receiveReplies(1 + count)
        #expect(replies.dropFirst().map(\.body) == (1...count).map(String.init))
        #expect(replies.dropLast().allSatisfy { $0.field("Connection") == nil })
        #expect(replies.last?.field("Connection") == "close")
        #expect(client.receiveAll() == "")
    }

    @Test func finishesWhatIsInFlightAndClosesTheRestAtOnce() throws {
        let test = try TestServer()
        let idle = test.client()
        #expect(idle.exchange("GET /hello" + end)?.status == 200)
        let slow = RawClient(port: test.port, receiveBuffer: 4096)
        slow.send("GET /large" + end)
        #expect(Pause.until { test.journal.all.contains("began /large") })
        let drain = try drain(test.server)
        #expect(idle.receiveAll() == "")
        #expect(slow.receiveReplies(1).first?.body.utf8.count == 4_000_000)
        drain.join()
        #expect(test.journal.all.last == "finished")
    }

    @Test func takesTheRestOfABodyThatADrainFinds() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nab")
        #expect(Pause.until { test.journal.all.contains("began /echo") })
        let idle = test.client()
        #expect(idle.exchange("GET /hello" + end)?.status == 200)
        let drain = try drain(test.server)
        #expect(idle.receiveAll() == "")
        client.send("cd")
        Pause.take(.milliseconds(50))
        client.send("ef")
        let reply = client.receiveReplies(1).first
        #expect(reply?.body == "abcdef")
        #expect(reply?.field("Connection") == "close")
        #expect(client.receiveAll() == "")
        drain.join()
        #expect(test.journal.all.contains("ended 200"))
    }

    /// Those that were read, and those that still wait in the socket.
    @Test(arguments: [true, false])
    func answersRequestsBehindAShortWriteAndClosesWithTheLast(_ together: Bool) throws {
        let plan = FaultPlan()
        plan.change { $0.sendBuffer = 4096 }
        let test = try TestServer(plan: plan)
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        let behind = (1...40).map { "GET /items/\($0)" + end }.joined()
        client.send("GET /large" + end + (together ? behind : ""))
        #expect(Pause.until { test.server.statistics[0].count(in: .writing) == 1 })
        if !together { client.send(behind) }
        let idle = test.client()
        #expect(idle.exchange("GET /hello" + end)?.status == 200)
        let drain = try drain(test.server)
        #expect(idle.receiveAll() == "")
        expectItems(40, behindOneReplyTo: client)
        drain.join()
        plan.end()
    }

    /// A read that ends within a head: before the drain, or in it and with the buffer full.
    @Test(arguments: [true, false])
    func answersRequestsThatOneReadDidNotTake(_ together: Bool) throws {
        let plan = FaultPlan()
        plan.change { state in
            state.sendBuffer = 4096
            state.receiveBuffer = 212_992
        }
        let large = "GET /large" + end
        let padding = "Host: a\r\nX: " + String(repeating: "a", count: 9000)
        let behind = (1...12).map { "GET /items/\($0) HTTP/1.1\r\n\(padding)\r\n\r\n" }.joined()
        #expect(behind.utf8.count > ServerLimits.readBuffer + HeadLimits().head)
        if together { plan.script(.receive, .atMost(large.utf8.count + 30_000)) }
        let test = try TestServer(plan: plan)
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send(large + (together ? behind : ""))
        #expect(Pause.until { test.server.statistics[0].count(in: .writing) == 1 })
        if !together { client.send(behind) }
        let unread = behind.utf8.count - (together ? 30_000 : 0)
        #expect(Pause.until { plan.unreadBytes == unread })
        let idle = test.client()
        #expect(idle.exchange("GET /hello" + end)?.status == 200)
        let drain = try drain(test.server)
        #expect(idle.receiveAll() == "")
        expectItems(12, behindOneReplyTo: client)
        drain.join()
        plan.end()
    }

    @Test func announcesTheEndInAReplyThatAnotherThreadGives() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("GET /deferred/300" + end + "GET /hello" + end)
        #expect(Pause.until { test.journal.all.contains("began /deferred/300") })
        let drain = try drain(test.server)
        let replies = client.receiveReplies(2)
        #expect(replies.map(\.body) == ["later\n", "hello\n"])
        #expect(replies.map { $0.field("Connection") } == [nil, "close"])
        drain.join()
    }

    @Test func servesTheBacklogThatADrainFinds() throws {
        let plan = FaultPlan()
        plan.script(.accept, .error(ENOBUFS))
        let test = try TestServer(loops: 2, plan: plan)
        // Accepting pauses for 100 ms after the first of them, or the drain meets the failure.
        let clients = (0...ServerLimits.acceptsPerTurn).map { _ in test.client() }
        for client in clients { client.send("GET /hello" + end) }
        let drain = try drain(test.server)
        for client in clients { #expect(client.receiveReplies(1).first?.status == 200) }
        drain.join()
        #expect(plan.open.isEmpty)
        plan.end()
    }

    @Test func anIncompleteHeadDoesNotDelayTheEnd() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("GET /hello HTTP/1.1\r\n")
        #expect(Pause.until { test.server.statistics[0].count(in: .head) == 1 })
        #expect(test.server.drain(within: .seconds(20)) == 0)
        #expect(client.receiveAll() == "")
    }

    @Test func cutsOffWhatDoesNotFinishAndCountsIt() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("GET /held" + end)
        #expect(Pause.until { test.journal.all.contains("began /held") })
        #expect(test.server.drain(within: .milliseconds(50)) == 1)
        #expect(client.receiveAll() ?? "" == "")
        #expect(test.journal.all.contains("ended without a reply"))
    }

    @Test func leavesALoopBehindWhoseHandlerNeverReturns() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("GET /blocked/12000" + end)
        #expect(Pause.until { test.journal.all.contains("began /blocked/12000") })
        let begun = MonotonicTime.now()
        #expect(test.server.drain(within: .milliseconds(50)) == 1)
        #expect(MonotonicTime.now() - begun < .seconds(8))
    }

    @Test func deliversMessagesToEveryLoop() throws {
        let test = try TestServer(loops: 3)
        #expect(test.server.deliver("board"))
        test.stop()
        #expect(test.journal.all.filter { $0 == "received board" }.count == 3)
        #expect(!test.server.deliver("late"))
    }

    @Test func aTakenPortIsAnError() throws {
        let listener = try Listener(port: 0)
        #expect(throws: SystemError(call: "bind", code: 98)) { try Listener(port: listener.port) }
    }
}
