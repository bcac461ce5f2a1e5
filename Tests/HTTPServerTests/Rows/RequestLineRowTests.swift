// Rows of docs/http-rows.md about lines, the request line, the version and the target.
import HTTPCore
import Testing

private let host = "Host: a\r\n"

private let lines = [
    Row("one empty line first", "\r\nGET /hello" + Row.end, [200], .keeps),
    Row("two empty lines first", "\r\n\r\nGET /hello" + Row.end),
    Row("an empty line between two requests", Row.probe + "\r\n" + Row.probe, [200, 200], .keeps),
    Row("two empty lines between", Row.probe + "\r\n\r\n" + Row.probe, [200, 400], .closes),
    Row("bare LF after the request line", "GET /hello HTTP/1.1\nHost: a\r\n\r\n"),
    Row("bare LF after a field", "GET /hello HTTP/1.1\r\nHost: a\n\r\n"),
    Row("bare LF at the end", "GET /hello HTTP/1.1\r\nHost: a\r\n\n"),
    Row("bare LF first", "\nGET /hello" + Row.end),
    Row("bare CR in the request line", "GET /hel\rlo" + Row.end),
    Row("bare CR before the method", "\rGET /hello" + Row.end),
    Row("bare CR in a name", "GET /hello HTTP/1.1\r\nHo\rst: a\r\n\r\n"),
    Row("bare CR in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n"),
    Row("CR CR LF", "GET /hello HTTP/1.1\r\nHost: a\r\r\n\r\n"),
    Row("CR CR LF at the end", "GET /hello HTTP/1.1\r\nHost: a\r\n\r\r\n"),
    Row("white space line first", "GET /hello HTTP/1.1\r\n \r\nHost: a\r\n\r\n"),
    Row("tab line first", "GET /hello HTTP/1.1\r\n\t\r\nHost: a\r\n\r\n"),
    Row("TLS hello", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, 0x0D, 0x0A], [400], .closes),
    Row("NUL", [0, 0x0D, 0x0A], [400], .closes),
]

private let requestLines = [
    Row("space first", " GET /hello" + Row.end),
    Row("two spaces before the target", "GET  /hello" + Row.end),
    Row("two spaces before the version", "GET /hello  HTTP/1.1\r\n" + host + "\r\n"),
    Row("tab before the target", "GET\t/hello" + Row.end),
    Row("tab before the version", "GET /hello\tHTTP/1.1\r\n" + host + "\r\n"),
    Row("trailing space", "GET /hello HTTP/1.1 \r\n" + host + "\r\n"),
    Row("no target", "GET HTTP/1.1\r\n" + host + "\r\n"),
    Row("no version", "GET /hello\r\n\r\n"),
    Row("method alone", "GET\r\n\r\n"),
    Row("space in the target", "GET /hel lo" + Row.end),
    Row("method is no token", "G(T /hello" + Row.end),
    Row("method above ASCII", "GÉT /hello" + Row.end),
    Row("empty method", "/hello" + Row.end),
    Row("HTTP/1.0", "GET /hello HTTP/1.0\r\n\r\n", [200], .closes),
    Row("HTTP/1.2", "GET /hello HTTP/1.2\r\n" + host + "\r\n", 505),
    Row("HTTP/1.9", "GET /hello HTTP/1.9\r\n" + host + "\r\n", 505),
    Row("HTTP/2.0", "GET /hello HTTP/2.0\r\n" + host + "\r\n", 505),
    Row("HTTP/3.0", "GET /hello HTTP/3.0\r\n\r\n", 505),
    Row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    Row("HTTP/0.9", "GET /hello HTTP/0.9\r\n\r\n"),
    Row("lower-case http", "GET /hello http/1.1\r\n" + host + "\r\n"),
    Row("HTTP/1", "GET /hello HTTP/1\r\n" + host + "\r\n"),
    Row("HTTP/01.1", "GET /hello HTTP/01.1\r\n" + host + "\r\n"),
    Row("HTTP/1.10", "GET /hello HTTP/1.10\r\n" + host + "\r\n"),
    Row("HTTP/1.", "GET /hello HTTP/1.\r\n" + host + "\r\n"),
    Row("HTTP/1,1", "GET /hello HTTP/1,1\r\n" + host + "\r\n"),
    Row("HTTP/a.b", "GET /hello HTTP/a.b\r\n" + host + "\r\n"),
    Row("HTTPS/1.1", "GET /hello HTTPS/1.1\r\n" + host + "\r\n"),
]

private let targets =
    [
        "#", "/hello#x", "/\"", "/<", "/>", "/^", "/`", "/{", "/|", "/}", "/\\", "/é", "/a[b",
        "/a]",
        "/\u{1}", "/\u{7F}", "/hello?\"", "/hello?é", "/hello?#",
    ].map { Row("target \($0.debugDescription)", "GET \($0)" + Row.end) } + [
        Row("absolute", "GET http://other:81/hello" + Row.end, [200], .keeps),
        Row("absolute, upper case", "GET HTTP://OTHER/hello" + Row.end, [200], .keeps),
        Row("absolute, empty path", "GET http://other" + Row.end, [404], .keeps),
        Row("absolute, query alone", "GET http://other?x" + Row.end, [404], .keeps),
        Row("absolute, IPv6", "GET http://[::1]:8000/hello" + Row.end, [200], .keeps),
        Row("absolute without Host", "GET http://other/hello HTTP/1.1\r\n\r\n"),
        Row("absolute, bad Host", "GET http://other/hello HTTP/1.1\r\nHost: a b\r\n\r\n"),
        Row("absolute, user-info", "GET http://u:p@other/hello" + Row.end),
        Row("absolute, no authority", "GET http:///hello" + Row.end),
        Row("absolute, bad port", "GET http://other:x/hello" + Row.end),
        Row("https", "GET https://other/hello" + Row.end),
        Row("ftp", "GET ftp://other/hello" + Row.end),
        Row("a scheme with digits", "GET h2c://other/hello" + Row.end),
        Row("absolute, one slash", "GET http:/hello" + Row.end),
        Row("authority without CONNECT", "GET other:80" + Row.end),
        Row("a word", "GET hello" + Row.end),
        Row("CONNECT", "CONNECT other:443" + Row.end, 501),
        Row("CONNECT to IPv6", "CONNECT [::1]:443" + Row.end, 501),
        Row("CONNECT and more", "CONNECT other:443" + Row.end + Row.probe, 501),
        Row("CONNECT without a port", "CONNECT other" + Row.end),
        Row("CONNECT with an empty port", "CONNECT other:" + Row.end),
        Row("CONNECT with a port too high", "CONNECT other:65536" + Row.end),
        Row("CONNECT with a path", "CONNECT /hello" + Row.end),
        Row("CONNECT absolute", "CONNECT http://other/" + Row.end),
        Row("OPTIONS *", "OPTIONS *" + Row.end, [204], .keeps)
            .with("Allow", "GET, HEAD, POST, OPTIONS"),
        Row("OPTIONS absolute for *", "OPTIONS http://other" + Row.end, [204], .keeps)
            .with("Allow", "GET, HEAD, POST, OPTIONS"),
        Row("OPTIONS absolute for /", "OPTIONS http://other/" + Row.end, [404], .keeps),
        Row("OPTIONS absolute with a query", "OPTIONS http://other?x" + Row.end, [404], .keeps),
        Row("absolute, last port", "GET http://other:65535/hello" + Row.end, [200], .keeps),
        Row("absolute, port too high", "GET http://other:65536/hello" + Row.end),
        Row(
            "absolute, no port behind the colon", "GET http://other:/hello" + Row.end, [200], .keeps
        ),
        Row("absolute, IPv6 zone", "GET http://[fe80::1%25eth0]/hello" + Row.end),
        Row("absolute, two hosts", "GET http://a,b/hello" + Row.end),
        Row("GET *", "GET *" + Row.end), Row("HEAD *", "HEAD *" + Row.end).head(),
        Row("BREW *", "BREW *" + Row.end), Row("OPTIONS **", "OPTIONS **" + Row.end),
        Row("OPTIONS *?", "OPTIONS *?" + Row.end),
    ]

struct RequestLineRowTests {
    @Test(arguments: lines) func line(_ row: Row) throws { try row.check() }
    @Test(arguments: requestLines) func requestLine(_ row: Row) throws { try row.check() }
    @Test(arguments: targets) func target(_ row: Row) throws { try row.check() }

    @Test(arguments: [
        (0, 404, Row.Connection.keeps), (1, 414, .closes), (60_000, 414, .closes),
    ])
    func requestLineAtItsLimit(_ extra: Int, status: Int, connection: Row.Connection) throws {
        let length = HeadLimits().requestLine - "GET / HTTP/1.1".utf8.count + extra
        let filler = String(repeating: "a", count: length)
        try Row("limit", "GET /\(filler)" + Row.end, [status], connection).check()
    }

    @Test func requestLineThatNeverEnds() throws {
        try Row("endless", "GET /" + String(repeating: "a", count: 9000), 414).check()
        try Row("endless method", String(repeating: "A", count: 9000), 414).check()
    }
}
