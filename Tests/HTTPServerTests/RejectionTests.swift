// What a request that is refused before a handler saw it is counted as.
import HTTPCore
import HTTPServer
import Testing

private let head = "POST /echo HTTP/1.1\r\nHost: a\r\n"
private let chunked = head + "Transfer-Encoding: chunked\r\n\r\n"

struct RejectionTests {
    /// The test's server takes 1,000 bytes of body, 300 of request line and 500 of head.
    @Test(
        arguments: [
            (head + "Content-Length: 1001\r\n\r\n", 413, "too_large"),
            (chunked + "3e9\r\n", 413, "too_large"),
            (
                chunked + "0\r\n" + String(repeating: "A: b\r\n", count: 33) + "\r\n", 431,
                "too_large"
            ),
            ("GET /\(String(repeating: "a", count: 300)) HTTP/1.1\r\n", 414, "too_large"),
            (head + "X: \(String(repeating: "a", count: 500))", 431, "too_large"),
            (head + String(repeating: "X:\r\n", count: 20), 431, "too_large"),
            (head + "Content-Length: -1\r\n\r\n", 400, "malformed"),
            (head + "Expect: more\r\n\r\n", 417, "malformed"),
            (chunked + "x\r\n", 400, "malformed"),
            ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505, "malformed"),
        ])
    func countsEachOnce(_ request: String, status: Int, reason: String) throws {
        let test = try TestServer { limits in
            limits.head.requestLine = 300
            limits.head.head = 500
            limits.head.fields = 20
        }
        let client = test.client()
        #expect(client.exchange(request)?.status == status)
        #expect(test.journal.all.filter { $0.hasPrefix("rejected") } == ["rejected \(reason)"])
        test.stopAtOnce()
    }

    @Test func countsAnAnswerOfTheRoutesOwnAsNone() throws {
        let test = try TestServer()
        let client = test.client()
        let refused =
            "POST /json HTTP/1.1\r\nHost: a\r\n"
            + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        #expect(client.exchange(refused)?.status == 415)
        #expect(!test.journal.all.contains { $0.hasPrefix("rejected") })
        test.stopAtOnce()
    }
}
