// Rows of docs/http-rows.md about methods, paths, expectations, what a body is, and what the server
// does not negotiate.
import HTTPCore
import Testing

private let get = "GET, HEAD, OPTIONS"

private let methods =
    [
        Row("GET", "GET /hello" + Row.end, [200], .keeps).body("hello\n"),
        Row("HEAD", "HEAD /hello" + Row.end, [200], .keeps).head().with("Content-Length", "6"),
        Row("HEAD of a POST route", "HEAD /echo" + Row.end, [405], .keeps).head(),
        Row("HEAD of nothing", "HEAD /nothing" + Row.end, [404], .keeps).head(),
        Row("HEAD that is malformed", "HEAD /hello HTTP/1.1\r\n\r\n").head(),
        Row("HEAD in an old way", "\r\nHEAD /hello HTTP/1\r\n\r\n").head(),
        Row("HEAD with a folded field", "HEAD /hello HTTP/1.1\r\nHost: a\r\n b\r\n\r\n").head(),
        Row("OPTIONS", "OPTIONS /hello" + Row.end, [204], .keeps).with("Allow", get),
        Row("OPTIONS of a POST route", "OPTIONS /echo" + Row.end, [204], .keeps)
            .with("Allow", "POST, OPTIONS"),
        Row("OPTIONS of nothing", "OPTIONS /nothing" + Row.end, [404], .keeps),
        Row("TRACE", "TRACE /hello" + Row.end, [405], .keeps).with("Allow", get),
        Row("TRACE of nothing", "TRACE /nothing" + Row.end, [405], .keeps)
            .with("Allow", "GET, HEAD, POST, OPTIONS"),
        Row("lower case", "get /hello" + Row.end, [501], .keeps),
        Row("mixed case", "Get /hello" + Row.end, [501], .keeps),
        Row("unknown", "BREW /hello" + Row.end, [501], .keeps),
        Row("any token", "!#$%&'*+-.^_`|~09aZ /hello" + Row.end, [501], .keeps),
        Row("long", String(repeating: "A", count: 200) + " /hello" + Row.end, [501], .keeps),
    ]
    + ["POST", "PUT", "DELETE", "PATCH", "QUERY"].map {
        Row("\($0) is not on the route", "\($0) /hello" + Row.end, [405], .keeps).with("Allow", get)
    }

private let paths = [
    ("GET /hello?", 200), ("GET /hello?a=b?c", 200), ("GET /hello?a[]=1", 200),
    ("GET /%68ello", 200), ("GET /%68%65%6C%6c%6F", 200), ("GET /items/a%20b", 200),
    ("GET /item%73/a%20b", 200), ("GET /items/%25", 200), ("GET /items/%C3%A9", 200),
    ("GET /hello/", 404), ("GET /Hello", 404), ("GET //hello", 404), ("GET /", 404),
    ("GET //", 404),
    ("GET /items//a", 404), ("GET /items/a/", 404), ("GET /items/", 404), ("GET /./hello", 404),
    ("GET /a/../hello", 404), ("GET /items/.", 404), ("GET /items/..", 404),
    ("GET /items/%2e", 404), ("GET /items/%2E%2e", 404), ("GET /items/.%2e", 404),
    ("GET /%2e/hello", 404), ("GET /items/a%2Fb", 404), ("GET /items%2Fa", 404),
    ("GET /items/a%5Cb", 404), ("GET %2Fhello", 400), ("GET /%2Fhello", 404),
    ("GET /hello%2F", 404), ("GET /items/%FF", 404), ("GET /items/%C3", 404), ("GET /%", 400),
    ("GET /hello%", 400), ("GET /hello%2", 400), ("GET /hello%zz", 400), ("GET /items/%00", 400),
    ("GET /hello?%00", 400), ("GET /hello?%z", 400), ("GET /hello;a", 404), ("GET /hello%3F", 404),
].map { start, status in
    Row(start, start + Row.end, [status], status == 400 ? .closes : .keeps)
}

private func post(_ fields: String, path: String = "/json") -> String {
    "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n"
}

private let types =
    ["text/plain", "", "application/jsonx", "application", "application/json, text/plain"].map {
        Row("type \($0)", post("Content-Length: 2\r\nContent-Type: \($0)") + "{}", [415], .keeps)
            .with("Accept-Post", "application/json")
    }
    + ["application/json", "Application/JSON", "application/json; charset=latin1"].map {
        Row("type \($0)", post("Content-Length: 2\r\nContent-Type: \($0)") + "{}", [200], .keeps)
    }
    + ["gzip", "br", "gzip, gzip", "identity, gzip", ""].map {
        let fields = "Content-Type: application/json\r\nContent-Encoding: \($0)"
        return Row("coding \($0)", post(fields + "\r\nContent-Length: 2") + "{}", [415], .keeps)
            .with("Accept-Encoding", "identity")
    } + [
        Row("no type", post("Content-Length: 2") + "{}", [415], .keeps),
        Row("no body, no type", "POST /json" + Row.end, [200], .keeps),
        Row(
            "identity",
            post(
                "Content-Type: application/json\r\nContent-Encoding: Identity\r\nContent-Length: 2")
                + "{}", [200], .keeps),
        Row(
            "a coding that the route undoes",
            post("Content-Encoding: GZIP\r\nContent-Length: 2", path: "/coded") + "ab", [200],
            .keeps),
        Row(
            "one that it does not",
            post("Content-Encoding: br\r\nContent-Length: 2", path: "/coded") + "ab", [415], .keeps
        ).with("Accept-Encoding", "gzip, identity"),
    ]

private let ignored = [
    "Accept: image/png", "Accept: */*;q=0", "Accept: nonsense;;q=x",
    "Accept-Encoding: identity;q=0",
    "Accept-Encoding: *;q=0", "Range: bytes=0-1", "If-Range: \"a\"", "Upgrade: websocket",
    "Connection: Upgrade\r\nUpgrade: h2c", "Accept-Language: xx", "If-None-Match: *",
    "If-Match: \"a\"", "If-Modified-Since: Sat, 21 Nov 2026 00:00:00 GMT", "TE: trailers",
    "If-Unmodified-Since: Sat, 21 Nov 2015 00:00:00 GMT", "Max-Forwards: 0", "Trailer: A",
].map {
    Row($0, "GET /hello HTTP/1.1\r\nHost: a\r\n\($0)\r\n\r\n", [200], .keeps)
        .body("hello\n").without("Upgrade").without("Content-Range")
}

struct MethodRowTests {
    @Test(arguments: methods) func method(_ row: Row) throws { try row.check() }
    @Test(arguments: paths) func path(_ row: Row) throws { try row.check() }
    @Test(arguments: types) func typeOfABody(_ row: Row) throws { try row.check() }
    @Test(arguments: ignored) func ignoredField(_ row: Row) throws { try row.check() }
}
