// Rows of docs/http-rows.md about expectations, persistence, pipelining and half-closed
// connections.
import HTTPCore
import Testing

private let length = "Content-Length: 2\r\n"

private func expecting(_ start: String, _ value: String, _ fields: String = length) -> String {
    "\(start) HTTP/1.1\r\nHost: a\r\nExpect: \(value)\r\n\(fields)\r\n"
}

private let json = "Content-Type: application/json\r\n" + length
private let tooLong = "Content-Length: 1001\r\n"
private let go = "100-continue"

private let expectations = [
    Row("on a path that takes no body", expecting("GET /hello", go), [200], .closes),
    Row("on a path without the method", expecting("GET /echo", go), 405),
    Row("on no path", expecting("POST /nothing", go), 404),
    Row("of a type that is not taken", expecting("POST /json", go), 415),
    Row("of a body that is too large", expecting("POST /echo", go, tooLong), 413),
    Row("with an unknown method", expecting("BREW /echo", go), 501),
    Row("unknown", expecting("POST /echo", "200-ok"), 417),
    Row("empty", expecting("POST /echo", ""), 417),
    Row("a list", expecting("POST /echo", "100-continue, 100-continue"), 417),
    Row("unknown without a body", expecting("GET /hello", "x", ""), 417),
    Row("without a body", expecting("GET /hello", go, ""), [200], .keeps),
    Row("1.0", "POST /echo HTTP/1.0\r\nExpect: x\r\n\(length)\r\nok", [200], .closes).body("ok"),
    Row("with the body at once", expecting("POST /echo", go) + "ok", [200], .keeps).body("ok")
        .whole(),
    Row("body at once, none taken", expecting("GET /hello", go) + "ok", [200], .keeps).whole(),
    Row(
        "malformed body at once, none taken",
        expecting("GET /hello", go, "Transfer-Encoding: chunked\r\n") + "x"
    ).whole(),
]

private func connection(_ value: String, version: String = "1.1") -> String {
    "GET /hello HTTP/\(version)\r\nHost: a\r\nConnection: \(value)\r\n\r\n"
}

private let connections = [
    Row("1.1", Row.probe, [200], .keeps).without("Connection"),
    Row("close", connection("close"), [200], .closes),
    Row("CLOSE", connection("CLOSE"), [200], .closes),
    Row("in a list", connection("x , close,y"), [200], .closes),
    Row("in a second line", connection("x\r\nConnection: close"), [200], .closes),
    Row("close and keep-alive", connection("keep-alive, close"), [200], .closes),
    Row("closed is not close", connection("closed"), [200], .keeps),
    Row("keep-alive", connection("keep-alive"), [200], .keeps).without("Connection"),
    Row("nothing after close is read", connection("close") + Row.probe, [200], .closes),
    Row("garbage after close is not read", connection("close") + "x\r\n", [200], .closes),
    Row("1.0", "GET /hello HTTP/1.0\r\n\r\n", [200], .closes),
    Row("1.0 keep-alive", connection("keep-alive", version: "1.0"), [200], .keeps)
        .with("Connection", "keep-alive"),
    Row("1.0 Keep-Alive in a list", connection("x, Keep-Alive", version: "1.0"), [200], .keeps),
    Row("1.0 keep-alive, close", connection("keep-alive, close", version: "1.0"), [200], .closes),
    Row("1.0 upgrade", connection("upgrade\r\nUpgrade: h2c", version: "1.0"), [200], .closes),
    Row("two in order", Row.probe + "HEAD /nothing" + Row.end, [200], .keeps).whole(),
    Row(
        "three in order", Row.probe + "GET /nothing" + Row.end + "get /" + Row.end,
        [200, 404, 501], .keeps),
    Row(
        "nothing after a refusal", Row.probe + "GET /%" + Row.end + Row.probe, [200, 400], .closes),
]

private let ends = [
    Row("after a request", Row.probe, [200], .closes).thenEnd(),
    Row("after two", Row.probe + Row.probe, [200, 200], .closes).thenEnd(),
    Row("after a deferred one", "GET /deferred" + Row.end, [200], .closes).thenEnd(),
    Row("after a body", "POST /echo HTTP/1.1\r\nHost: a\r\n\(length)\r\nok", [200], .closes)
        .thenEnd(),
    Row("before a byte", "", [], .closes).thenEnd(),
    Row("after an empty line", "\r\n", [], .closes).thenEnd(),
    Row("in a request line", "GET /hel", [400], .closes).thenEnd(),
    Row("in a field", "GET /hello HTTP/1.1\r\nHost:", [400], .closes).thenEnd(),
    Row("before the last line", "HEAD /hello HTTP/1.1\r\nHost: a\r\n", [400], .closes)
        .thenEnd().head(),
]

struct ConnectionRowTests {
    @Test(arguments: expectations) func expectation(_ row: Row) throws { try row.check() }
    @Test(arguments: connections) func persistence(_ row: Row) throws { try row.check() }

    /// The reply of a half-closed connection need not say `close`: the client has.
    @Test(arguments: ends) func halfClosed(_ row: Row) throws { try row.check() }

    @Test func asksForABodyThatIsStillToCome() throws {
        let test = try TestServer()
        let client = test.client()
        client.send(expecting("POST /json", go, json))
        let interim = try #require(client.receiveReplies(1).first)
        #expect(interim.status == 100)
        #expect(interim.fields.isEmpty)
        client.send("{}")
        #expect(client.receiveReplies(1).first?.status == 200)
        #expect(client.exchange(Row.probe)?.status == 200)
        test.stop()
    }

    @Test func givesTheWholeReplyToAClientThatStillSendsItsBody() throws {
        let test = try TestServer()
        let client = test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
        client.send([UInt8](repeating: 0x61, count: 200_000))
        let text = try #require(client.receiveAll(), "the reply was lost to a reset")
        #expect(text.hasPrefix("HTTP/1.1 413 "))
        test.stop()
    }
}
