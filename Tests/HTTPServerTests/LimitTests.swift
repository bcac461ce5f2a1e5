// Deadlines, caps and the drain, with bounds made small.
import HTTPCore
import HTTPServer
import Reactor
import Testing

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

/// Lets time pass: these tests are about deadlines of the server's own clock.
private func sleep(_ duration: Duration) throws {
    _ = try WakeUp().wait(timeout: duration)
}

struct TimeoutTests {
    @Test func answers408ToAHeadThatDripsPastItsDeadline() throws {
        let test = try TestServer { $0.headerTimeout = .milliseconds(200) }
        let client = test.client()
        client.send("GET /hello HTTP/1.1\r\nHost")
        #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 408 ") == true)
        test.stop()
        #expect(test.journal.all.contains("rejected header_timeout"))
    }

    @Test func givesEachHeadOfABusyConnectionItsOwnDeadline() throws {
        let test = try TestServer { $0.headerTimeout = .milliseconds(400) }
        let client = test.client()
        client.send("GET /hel")
        for _ in 0..<6 {
            try sleep(.milliseconds(150))
            client.send("lo" + end + "GET /hel")
            #expect(client.receiveReplies(1).first?.status == 200)
        }
        test.stop()
    }

    @Test func closesSilentlyWhereNoByteCame() throws {
        let test = try TestServer { $0.headerTimeout = .milliseconds(100) }
        #expect(test.client().receiveAll() == "")
        test.stop()
    }

    @Test func closesAnIdleConnection() throws {
        let test = try TestServer { $0.idleTimeout = .milliseconds(100) }
        let client = test.client()
        #expect(client.exchange("GET /hello" + end)?.status == 200)
        #expect(client.receiveAll() == "")
        test.stop()
    }

    @Test func answers408ToABodyThatStops() throws {
        let test = try TestServer { $0.bodyTimeout = .milliseconds(200) }
        let client = test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
        #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 408 ") == true)
        test.stop()
        #expect(test.journal.all.contains("rejected body_timeout"))
    }

    @Test func givesUpAClientThatDoesNotRead() throws {
        let test = try TestServer { $0.writeTimeout = .milliseconds(200) }
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send("GET /large" + end)
        while !test.journal.all.contains("rejected write_timeout") {}
        test.stop()
    }
}

struct CapTests {
    @Test func servesConnectionsUpToTheCapAndTellsTheNextOne() throws {
        let test = try TestServer { $0.connections = 2 }
        let clients = [test.client(), test.client()]
        for client in clients { #expect(client.exchange("GET /hello" + end)?.status == 200) }
        let refused = test.client()
        let text = try #require(refused.receiveAll())
        #expect(text.hasPrefix("HTTP/1.1 503 "))
        #expect(text.contains("\r\nRetry-After: 1\r\n"))
        #expect(text.contains("\r\nX-Note: 42\r\n"))
        #expect(clients[0].exchange("GET /hello" + end)?.status == 200)
        test.stop()
        #expect(test.journal.all.contains("rejected connection_limit"))
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

    @Test func countsItsConnections() throws {
        let test = try TestServer(loops: 2)
        let clients = (0..<6).map { _ in test.client() }
        for client in clients { _ = client.exchange("GET /hello" + end) }
        #expect(test.server.statistics.map(\.open) == [3, 3])
        #expect(test.server.statistics.map(\.waiting).reduce(0, +) == 6)
        test.stop()
        #expect(test.server.statistics.map(\.open) == [0, 0])
    }
}

struct DrainTests {
    @Test func finishesWhatIsInFlightAndClosesTheRestAtOnce() throws {
        let test = try TestServer()
        let idle = test.client()
        #expect(idle.exchange("GET /hello" + end)?.status == 200)
        let slow = RawClient(port: test.port, receiveBuffer: 4096)
        slow.send("GET /large" + end)
        while !test.journal.all.contains("began /large") {}
        let server = test.server
        let drain = try ThreadHandle.start(name: "drain") {
            #expect(server.drain(within: .seconds(20)) == 0)
        }
        #expect(idle.receiveAll() == "")
        #expect(slow.receiveReplies(1).first?.body.utf8.count == 4_000_000)
        drain.join()
        #expect(test.journal.all.last == "finished")
    }

    @Test func takesTheRestOfABodyThatADrainFinds() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nab")
        while !test.journal.all.contains("began /echo") {}
        let idle = test.client()
        #expect(idle.exchange("GET /hello" + end)?.status == 200)
        let server = test.server
        let drain = try ThreadHandle.start(name: "drain") {
            #expect(server.drain(within: .seconds(20)) == 0)
        }
        #expect(idle.receiveAll() == "")
        client.send("cd")
        try sleep(.milliseconds(50))
        client.send("ef")
        let reply = client.receiveReplies(1).first
        #expect(reply?.body == "abcdef")
        #expect(reply?.field("Connection") == "close")
        #expect(client.receiveAll() == "")
        drain.join()
        #expect(test.journal.all.contains("ended 200"))
    }

    @Test func cutsOffWhatDoesNotFinishAndCountsIt() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("GET /held" + end)
        while !test.journal.all.contains("began /held") {}
        #expect(test.server.drain(within: .milliseconds(50)) == 1)
        #expect(client.receiveAll() ?? "" == "")
        #expect(test.journal.all.contains("ended without a reply"))
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
