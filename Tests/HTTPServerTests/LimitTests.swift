// Deadlines, with bounds made small.
import HTTPCore
import HTTPServer
import Reactor
import Testing

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

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
            Pause.take(.milliseconds(150))
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

    @Test func aDripNeverMovesTheDeadlineOfAHead() throws {
        let test = try TestServer { $0.headerTimeout = .milliseconds(300) }
        let client = test.client()
        let drip = Array(
            ("GET /hello HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 80)).utf8)
        for byte in drip {
            guard client.send([byte]) else { break }
            if test.journal.all.contains("rejected header_timeout") { break }
            Pause.take(.milliseconds(10))
        }
        #expect(test.journal.all.contains("rejected header_timeout"))
        #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 408 ") == true)
        test.stop()
    }

    /// Five a second are too slow, five hundred are not: what counts is the rate, not the whole.
    @Test(arguments: [(piece: 2, isTakenWhole: false), (piece: 200, isTakenWhole: true)])
    func aBodyMustKeepItsRate(piece: Int, isTakenWhole: Bool) throws {
        let test = try TestServer {
            $0.bodyGrace = .milliseconds(150)
            $0.bodyMinimumRate = 1000
        }
        let client = test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        var sent = 0
        while sent < 1000, !test.journal.all.contains("rejected body_timeout") {
            Pause.take(.milliseconds(60))
            client.send([UInt8](repeating: 0x61, count: min(piece, 1000 - sent)))
            sent += piece
        }
        let reply = client.receiveReplies(1).first
        #expect(reply?.status == (isTakenWhole ? 200 : 408))
        test.stop()
        #expect(test.journal.all.contains("rejected body_timeout") == !isTakenWhole)
    }

    @Test func aBodyThatKeepsItsRateMustStillEnd() throws {
        let test = try TestServer {
            $0.bodyTimeout = .milliseconds(300)
            $0.bodyMinimumRate = 1
        }
        let client = test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        while !test.journal.all.contains("rejected body_timeout") {
            client.send("a")
            Pause.take(.milliseconds(10))
        }
        #expect(client.receiveReplies(1).first?.status == 408)
        test.stop()
    }

    @Test func resetsAClientThatDoesNotRead() throws {
        let plan = FaultPlan()
        plan.change { $0.sendBuffer = 4096 }
        let test = try TestServer(plan: plan) { $0.writeTimeout = .milliseconds(200) }
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send("GET /large" + end)
        #expect(Pause.until { test.journal.all.contains("rejected write_timeout") })
        #expect(Pause.until { plan.open.count == 1 }, "its descriptor is closed, the spare is not")
        #expect(plan.count(.resetOnClose) == 1)
        #expect(client.receiveAll() == nil, "a reset, so that the kernel keeps nothing for it")
        test.stop()
        plan.end()
    }

    @Test func aClientThatReadsSlowlyIsNotGivenUp() throws {
        let plan = FaultPlan()
        plan.change { $0.sendBuffer = 4096 }
        let test = try TestServer(plan: plan) { $0.writeTimeout = .milliseconds(300) }
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send("GET /wide" + end)
        var received = 0
        while received < 50_000, let piece = client.receive(4096), !piece.isEmpty {
            received += piece.count
            Pause.take(.milliseconds(50))
        }
        #expect(received > 50_000)
        test.stop()
        #expect(!test.journal.all.contains("rejected write_timeout"))
        plan.end()
    }
}
