// The server over real sockets: replies, connections, bodies, deferred answers.
import HTTPCore
import HTTPServer
import Reactor
import Testing

private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

struct ServerTests {
    @Test func answersOnAKeptConnectionRequestAfterRequest() throws {
        let test = try TestServer()
        let client = test.client()
        for _ in 0..<3 {
            let reply = try #require(client.exchange("GET /hello" + end))
            #expect(reply.status == 200)
            #expect(reply.body == "hello\n")
            #expect(reply.field("Content-Length") == "6")
            #expect(reply.field("X-Note") == "42")
            #expect(reply.field("Date")?.hasSuffix(" GMT") == true)
            #expect(reply.field("Connection") == nil)
        }
        test.stop()
    }

    @Test func answersTheSameHoweverTheRequestIsCut() throws {
        let test = try TestServer()
        let request = Array("GET /items/a%20b HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n".utf8)
        let client = test.client()
        for cut in 1..<request.count {
            client.send(Array(request[..<cut]))
            client.send(Array(request[cut...]))
            let reply = try #require(client.receiveReplies(1).first)
            #expect(reply.status == 200)
            #expect(reply.body == "a b")
        }
        for byte in request { client.send([byte]) }
        #expect(client.receiveReplies(1).first?.body == "a b")
        test.stop()
    }

    @Test func answersPipelinedRequestsInOrder() throws {
        let test = try TestServer()
        let client = test.client()
        let count = ServerLimits.requestsPerTurn * 5 + 3
        client.send((0..<count).map { "GET /items/\($0)" + end }.joined())
        let replies = client.receiveReplies(count)
        #expect(replies.map(\.body) == (0..<count).map(String.init))
        test.stop()
    }

    @Test(arguments: [
        ("GET /nothing", 404), ("GET /hello/", 404), ("GET /HELLO", 404), ("GET /items/", 404),
        ("GET /items/a/b", 404), ("GET /items/..", 404), ("GET //hello", 404),
        ("GET /hello%2F", 404), ("POST /hello", 405), ("TRACE /hello", 405), ("PUT /echo", 405),
        ("BREW /hello", 501), ("get /hello", 501), ("OPTIONS /hello", 204), ("OPTIONS *", 204),
        ("OPTIONS /nothing", 404), ("GET http://x/hello", 200),
    ])
    func choosesTheStatus(_ start: String, status: Int) throws {
        let test = try TestServer()
        let client = test.client()
        let reply = try #require(client.exchange(start + end))
        #expect(reply.status == status)
        if status == 204 { #expect(reply.field("Content-Length") == nil) }
        if status >= 400 {
            #expect(reply.field("Content-Type") == "application/problem+json")
            #expect(reply.body.hasPrefix("{\"type\":\"about:blank\",\"title\":"))
            #expect(reply.body.hasSuffix(",\"note\":42}\n"))
            #expect(reply.body.contains("\"status\":\(status)"))
        }
        #expect(client.exchange("GET /hello" + end)?.status == 200)
        test.stop()
    }

    @Test func namesTheMethodsOfAPath() throws {
        let test = try TestServer()
        let client = test.client()
        #expect(client.exchange("POST /hello" + end)?.field("Allow") == "GET, HEAD, OPTIONS")
        #expect(client.exchange("GET /echo" + end)?.field("Allow") == "POST, OPTIONS")
        #expect(client.exchange("OPTIONS *" + end)?.field("Allow") == "GET, HEAD, POST, OPTIONS")
        test.stop()
    }

    @Test func namesTheRightPathForAnotherCaseOrATrailingSlash() throws {
        let test = try TestServer()
        let client = test.client()
        #expect(client.exchange("GET /Hello/" + end)?.body.contains("/hello?") == true)
        #expect(client.exchange("GET /ITEMS/x" + end)?.body.contains("/items/{item}?") == true)
        test.stop()
    }

    @Test(arguments: [
        "/hello", "/items/a", "/query?q=a", "/snapshot", "/deferred", "/nothing", "/echo",
        "/hello/",
    ])
    func sendsToHeadTheFieldsOfGetAndNoBody(_ path: String) throws {
        // One second for both, so that their dates are the same.
        let test = try TestServer(
            clocks: Clocks(
                monotonic: MonotonicTime.now,
                wall: { WallTime(unixNanoseconds: 1_800_000_000_000_000_000) }))
        let client = test.client()
        client.send("HEAD \(path)" + end)
        let head = try #require(client.receiveReplies(1, heads: true).first)
        // A body behind the head would come first here.
        let get = try #require(client.exchange("GET \(path)" + end))
        #expect(head.status == get.status)
        #expect(
            head.fields.map { "\($0.name): \($0.value)" }
                == get.fields.map { "\($0.name): \($0.value)" })
        #expect(head.field("Content-Length") == "\(get.body.utf8.count)")
        test.stop()
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", 414),
        ("GET / HTTP/1.1\r\nA: \(String(repeating: "a", count: 17000))", 431),
        ("\u{16}\u{3}\u{1}\u{2}", 400),
    ])
    func answersWhatCannotBeFramedAndCloses(_ input: String, status: Int) throws {
        let test = try TestServer()
        let client = test.client()
        client.send(input + String(repeating: "more that nobody reads ", count: 500))
        let text = try #require(client.receiveAll(), "the reply must not be lost to a reset")
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(text.contains("\r\nConnection: close\r\n"))
        #expect(text.contains("X-Note: 42"))
        test.stop()
        #expect(test.journal.all.contains("ended \(status)"))
    }

    @Test func closesWhereTheClientAsksForIt() throws {
        let test = try TestServer()
        let first = test.client()
        first.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /hello" + end)
        let text = try #require(first.receiveAll())
        #expect(text.components(of: "HTTP/1.1 200") == 1)
        #expect(text.contains("\r\nConnection: close\r\n"))
        let old = test.client()
        old.send("GET /hello HTTP/1.0\r\n\r\n")
        #expect(old.receiveAll()?.hasSuffix("hello\n") == true)
        let kept = test.client()
        let reply = kept.exchange("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(reply?.field("Connection") == "keep-alive")
        #expect(kept.exchange("GET /hello HTTP/1.0\r\n\r\n")?.status == 200)
        test.stop()
    }

    @Test func answersAClientThatHasFinishedWriting() throws {
        let test = try TestServer()
        for path in ["/hello", "/deferred"] {
            let client = test.client()
            client.send("GET \(path)" + end)
            client.finishWriting()
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 200") == true)
        }
        test.stop()
    }

    @Test func answersAllThatWasAskedBeforeTheEnd() throws {
        let test = try TestServer()
        let client = test.client()
        client.send(String(repeating: "GET /hello" + end, count: 200))
        client.finishWriting()
        #expect(client.receiveReplies(200).count == 200)
        #expect(client.receiveAll() == "")
        test.stop()
    }

    @Test func sendsALargeReplyToASlowReader() throws {
        let test = try TestServer()
        let client = RawClient(port: test.port, receiveBuffer: 4096)
        client.send("GET /large" + end + "GET /hello" + end)
        let replies = client.receiveReplies(2)
        #expect(replies.map(\.body.utf8.count) == [4_000_000, 6])
        test.stop()
    }

    @Test func takesTheLastOfARepeatedQueryParameter() throws {
        let test = try TestServer()
        #expect(test.client().exchange("GET /query?q=1&q=2" + end)?.body == "2")
        test.stop()
    }
}

struct BodyTests {
    private let post = "POST /echo HTTP/1.1\r\nHost: a\r\n"

    @Test func handsABodyToItsRouteHoweverItIsCut() throws {
        let test = try TestServer()
        let client = test.client()
        let requests = [
            post + "Content-Length: 5\r\n\r\nhello",
            post + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: 1\r\n\r\n",
        ]
        for request in requests {
            let bytes = Array(request.utf8)
            for cut in 1..<bytes.count {
                client.send(Array(bytes[..<cut]))
                client.send(Array(bytes[cut...]))
                #expect(client.receiveReplies(1).first?.body == "hello")
            }
        }
        client.send(requests.joined())
        #expect(client.receiveReplies(2).map(\.body) == ["hello", "hello"])
        test.stop()
    }

    @Test func discardsABodyThatNoRouteTakes() throws {
        let test = try TestServer()
        let client = test.client()
        client.send(
            "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /hello" + end)
        #expect(client.receiveReplies(2).map(\.status) == [200, 200])
        client.send(
            "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /hello" + end)
        #expect(client.receiveReplies(2).map(\.status) == [404, 200])
        test.stop()
    }

    @Test func acceptsABodyAtTheLimitAndRefusesOneByteMore() throws {
        let test = try TestServer()
        let fits = String(repeating: "a", count: 1000)
        let client = test.client()
        #expect(client.exchange(post + "Content-Length: 1000\r\n\r\n" + fits)?.body == fits)
        let refused = test.client()
        refused.send(post + "Content-Length: 1001\r\n\r\n" + fits + "a")
        let text = try #require(refused.receiveAll())
        #expect(text.hasPrefix("HTTP/1.1 413 "))
        let chunked = test.client()
        chunked.send(post + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + fits)
        #expect(chunked.receiveAll()?.hasPrefix("HTTP/1.1 413 ") == true)
        test.stop()
    }

    @Test func refusesAMalformedChunkAndCloses() throws {
        let test = try TestServer()
        for path in ["/echo", "/nothing"] {
            let client = test.client()
            client.send(
                "POST \(path) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 400 ") == true)
        }
        test.stop()
    }

    @Test func asksForABodyOnlyWhereItIsTaken() throws {
        let test = try TestServer()
        let expect = "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        let client = test.client()
        client.send(post + expect)
        #expect(client.receiveReplies(1).first?.status == 100)
        client.send("ok")
        #expect(client.receiveReplies(1).first?.body == "ok")
        let refused = test.client()
        refused.send("GET /echo HTTP/1.1\r\nHost: a\r\n" + expect)
        #expect(refused.receiveAll()?.hasPrefix("HTTP/1.1 405 ") == true)
        test.stop()
    }
}

struct ExchangeTests {
    @Test func sendsTheAnswerOfAnotherThreadInItsPlace() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("GET /hello" + end + "GET /deferred" + end + "GET /hello" + end)
        #expect(client.receiveReplies(3).map(\.body) == ["hello\n", "later\n", "hello\n"])
        test.stop()
    }

    @Test func answers500ForAnExchangeThatIsDropped() throws {
        let test = try TestServer()
        let client = test.client()
        #expect(client.exchange("GET /dropped" + end)?.status == 500)
        #expect(client.exchange("GET /hello" + end)?.status == 200)
        test.stop()
    }

    @Test func endsARequestWithoutAReplyWhenItsClientIsGone() throws {
        let test = try TestServer()
        var client: RawClient? = test.client()
        client?.send("GET /held" + end)
        while !test.journal.all.contains("began /held") {}
        client = nil
        #expect(test.server.drain(within: .milliseconds(50)) <= 1)
        #expect(test.journal.all.contains("ended without a reply"))
    }
}

extension String {
    fileprivate func components(of text: String) -> Int {
        var count = 0
        for index in indices where self[index...].hasPrefix(text) { count += 1 }
        return count
    }
}
