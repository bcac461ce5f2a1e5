// Every call of the loop made to fail: what can be tried again is, one connection at most is lost,
// and the server goes on.
import Glibc
import HTTPServer
import Reactor
import Testing

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

struct FaultTests {
    typealias Fault = (call: FaultPlan.Call, code: Int32)

    @Test(
        arguments: [
            (.wait, EINTR), (.wait, EAGAIN), (.receive, EINTR), (.receive, EAGAIN), (.send, EINTR),
            (.send, EAGAIN), (.peer, ENOTCONN), (.accept, EINTR), (.accept, EAGAIN),
            (.accept, ECONNABORTED), (.accept, EPROTO), (.accept, EPERM), (.accept, ENETDOWN),
            (.accept, ENOBUFS), (.accept, ENOMEM),
            (.accept, EINVAL), (.openSpare, EMFILE),
        ] as [(FaultPlan.Call, Int32)])
    func aPassingFailureCostsNobodyAReply(_ call: FaultPlan.Call, _ code: Int32) throws {
        let plan = FaultPlan()
        plan.script(call, .error(code))
        let test = try TestServer(plan: plan)
        let client = test.client()
        for _ in 0..<2 { #expect(client.exchange("GET /hello" + end)?.status == 200) }
        test.stop()
        #expect(plan.isUsedUp(call))
        #expect(plan.open.isEmpty)
        plan.end()
    }

    @Test(
        arguments: [
            (.receive, ECONNRESET, nil), (.receive, ENOMEM, nil), (.send, EPIPE, nil),
            (.send, ECONNRESET, nil), (.send, ENOBUFS, "system_error"),
            (.send, ENOMEM, "system_error"),
        ] as [(FaultPlan.Call, Int32, String?)])
    func aLastingFailureCostsOneConnection(
        _ call: FaultPlan.Call, _ code: Int32, reason: String?
    ) throws {
        let plan = FaultPlan()
        plan.script(call, .error(code))
        let test = try TestServer(plan: plan)
        let lost = test.client()
        #expect(lost.exchange("GET /hello" + end) == nil)
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        test.stop()
        #expect(test.journal.all.contains("rejected \(reason ?? "")") == (reason != nil))
        #expect(plan.open.isEmpty)
        plan.end()
    }

    @Test(arguments: [ENOMEM, ENOSPC])
    func aConnectionThatCannotBeWatchedIsClosed(_ code: Int32) throws {
        let plan = FaultPlan()
        // The mailbox and the listener are added first, when the loop starts.
        plan.script(.control, .real, .real, .error(code))
        let test = try TestServer(plan: plan)
        #expect(test.client().receiveAll() ?? "" == "")
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        test.stop()
        #expect(test.journal.all.contains("rejected system_error"))
        #expect(plan.open.isEmpty)
        plan.end()
    }

    @Test func aWatchThatCannotBeChangedEndsTheRequestUnderWay() throws {
        let plan = FaultPlan()
        plan.script(.control, .real, .real, .real, .error(ENOMEM))
        let test = try TestServer(plan: plan)
        #expect(test.client().exchange("GET /held" + end) == nil)
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        test.stop()
        #expect(test.journal.all.contains("ended without a reply"))
        #expect(plan.open.isEmpty)
        plan.end()
    }

    @Test(arguments: [1, 2, 7, 40])
    func shortReadsAndShortWritesChangeNothing(_ most: Int) throws {
        let plan = FaultPlan()
        plan.change {
            $0.always[.receive] = .atMost(most)
            $0.always[.send] = .atMost(most)
        }
        let test = try TestServer(plan: plan)
        let client = test.client()
        let body = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        client.send("GET /hello" + end + body + "GET /deferred" + end + "GET /items/9" + end)
        #expect(client.receiveReplies(4).map(\.body) == ["hello\n", "hello", "later\n", "9"])
        test.stop()
        plan.end()
    }

    /// What is closed over unread bytes is reset, and the reply with it.
    @Test func readsAllThatAClientSentWhichHasFinishedWriting() throws {
        let plan = FaultPlan()
        plan.change { $0.always[.receive] = .atMost(20) }
        let test = try TestServer(plan: plan)
        let client = test.client()
        let sent = "GET / HTTP/3.0\r\n" + String(repeating: "x", count: 500)
        // The loop meets all of it and its end at once.
        let other = test.client()
        other.send("GET /blocked/200" + end)
        #expect(Pause.until { test.journal.all.contains("began /blocked/200") })
        client.send(sent)
        client.finishWriting()
        #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 505 ") == true)
        #expect(other.receiveReplies(1).first?.status == 200)
        #expect(Pause.until { test.server.statistics[0].open == 1 })
        let asked = "GET /blocked/200" + end
        #expect(plan.received == sent.utf8.count + asked.utf8.count)
        test.stop()
        plan.end()
    }

    @Test(
        arguments: [
            (.shutdownWrite, ENOTCONN), (.resetOnClose, EINVAL), (.close, EINTR), (.close, EIO),
        ] as [(FaultPlan.Call, Int32)])
    func theEndOfAConnectionSurvivesAnything(_ call: FaultPlan.Call, _ code: Int32) throws {
        let plan = FaultPlan()
        plan.change { $0.always[call] = .error(code) }
        let test = try TestServer(plan: plan) { $0.writeTimeout = .milliseconds(50) }
        let reader = RawClient(port: test.port, receiveBuffer: 4096)
        reader.send("GET /large" + end)
        let closing = test.client()
        closing.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(closing.receiveReplies(1).first?.status == 200)
        #expect(Pause.until { test.journal.all.contains("rejected write_timeout") })
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        test.stop()
        #expect(plan.open.isEmpty)
        #expect(plan.strayCloses == 0)
        plan.end()
    }

    @Test func aStormOfInterruptionsDelaysNothing() throws {
        let plan = FaultPlan()
        for call in [FaultPlan.Call.wait, .receive, .send, .accept] {
            plan.change {
                $0.scripts[call] = (0..<400).map { $0.isMultiple(of: 2) ? .error(EINTR) : .real }
            }
        }
        let test = try TestServer(plan: plan)
        let client = test.client()
        for _ in 0..<150 { #expect(client.exchange("GET /hello" + end)?.status == 200) }
        test.stop()
        plan.end()
    }

    /// Dice fail five calls of a hundred. Replies may be lost with their connection, but the server
    /// lives, and every descriptor is closed once.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func survivesAKernelThatFailsAtRandom(_ seed: UInt64) throws {
        let plan = FaultPlan()
        let test = try TestServer(loops: 2, plan: plan) { $0.connections = 12 }
        // Both loops have begun once each has served somebody.
        for _ in 0..<2 { #expect(test.client().exchange("GET /hello" + end)?.status == 200) }
        plan.change {
            $0.dice = seed
            $0.permille = 50
        }
        let requests = [
            "GET /hello" + end, "GET /items/7" + end + "GET /hello" + end, "GET /deferred" + end,
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "BAD\r\n\r\n",
        ]
        var kept: [RawClient] = []
        for round in 0..<60 {
            let client = test.client()
            client.send(requests[round % requests.count])
            kept.append(client)
            if kept.count == 16 { kept.removeFirst(8) }
            if round.isMultiple(of: 3) { _ = client.receive() }
        }
        plan.change { $0.permille = 0 }
        kept.removeAll()
        #expect(Pause.until { test.client().exchange("GET /hello" + end)?.status == 200 })
        test.stop()
        #expect(plan.open.isEmpty)
        #expect(plan.strayCloses == 0)
        #expect(test.server.statistics.map(\.open) == [0, 0])
        for phase in Phase.allCases {
            #expect(test.server.statistics.map { $0.count(in: phase) } == [0, 0])
        }
        plan.end()
    }
}

struct ListenerTests {
    @Test(arguments: [EAFNOSUPPORT, EADDRNOTAVAIL])
    func servesIPv4WhereThereIsNoIPv6(_ code: Int32) throws {
        let plan = FaultPlan()
        plan.script(.bind, .error(code))
        let test = try TestServer(plan: plan)
        #expect(test.client().exchange("GET /hello" + end)?.status == 200)
        test.stop()
        #expect(plan.count(.bind) == 2)
        plan.end()
    }

    @Test func anyOtherFailureToBindIsTold() {
        let plan = FaultPlan()
        plan.script(.bind, .error(EACCES))
        #expect(throws: SystemError(call: "bind", code: EACCES)) {
            try Listener(port: 0, calls: plan.calls)
        }
        #expect(plan.count(.bind) == 1)
        plan.end()
    }

    @Test func everyConnectionHasTheOptionsOfTheListener() throws {
        let plan = FaultPlan()
        let test = try TestServer(plan: plan)
        let client = test.client()
        #expect(client.exchange("GET /hello" + end)?.status == 200)
        let descriptor = try #require(plan.accepted.first)
        let tcp = Int32(IPPROTO_TCP)
        #expect(option(descriptor, tcp, TCP_NODELAY) == 1)
        #expect(option(descriptor, SOL_SOCKET, SO_KEEPALIVE) == 1)
        #expect(option(descriptor, tcp, TCP_KEEPIDLE) == Listener.keepAliveIdleSeconds)
        #expect(option(descriptor, tcp, TCP_KEEPINTVL) == Listener.keepAliveIntervalSeconds)
        #expect(option(descriptor, tcp, TCP_KEEPCNT) == Listener.keepAliveCount)
        #expect(option(descriptor, tcp, TCP_USER_TIMEOUT) == 30_000)
        #expect(option(descriptor, tcp, TCP_NOTSENT_LOWAT) == Listener.unsentBytes)
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        test.stop()
        plan.end()
    }

    private func option(_ descriptor: Int32, _ level: Int32, _ name: Int32) -> Int32 {
        var value: Int32 = -1
        var length = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, level, name, &value, &length)
        return value
    }
}
