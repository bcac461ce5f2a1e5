// Rows of docs/http-rows.md about where a body ends: Content-Length, Transfer-Encoding, chunks and
// trailers. Each holds on a route that takes a body and on every path that does not.
import HTTPCore
import HTTPServer
import Testing

private let starts = [
    ("POST /echo", 200), ("POST /hello", 405), ("POST /nothing", 404), ("GET /hello", 200),
    ("BREW /hello", 501), ("OPTIONS /hello", 204),
]

private func request(_ start: String, _ fields: String, _ body: String = "") -> String {
    "\(start) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
}

/// A row for each kind of path, all with the same refusal.
private func refused(
    _ label: String, _ fields: String, _ body: String = "", _ status: Int = 400
) -> [Row] {
    starts.map { Row("\($0.0): \(label)", request($0.0, fields, body), status) }
}

/// A row for each kind of path, each with its own status, and the connection goes on.
private func taken(_ label: String, _ fields: String, _ body: String) -> [Row] {
    starts.map { Row("\($0.0): \(label)", request($0.0, fields, body), [$0.1], .keeps) }
}

private let tooLong = String(repeating: "9", count: 30)

private let lengths: [Row] = [
    refused("length and coding", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
    refused("coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
    refused("two lengths", "Content-Length: 5\r\nContent-Length: 6", "abcdef"),
    refused("the same length twice", "Content-Length: 5\r\nContent-Length: 5", "abcde"),
    refused("a list of lengths", "Content-Length: 5, 5", "abcde"),
    refused("a list without a space", "Content-Length: 5,5", "abcde"),
    refused("twenty digits", "Content-Length: 18446744073709551621", "abcde"),
    refused("a quoted length", "Content-Length: \"5\"", "abcde"),
    refused("plus", "Content-Length: +5"), refused("minus", "Content-Length: -5"),
    refused("underscore", "Content-Length: 1_0"), refused("hexadecimal", "Content-Length: 0x5"),
    refused("a space", "Content-Length: 1 0"), refused("empty", "Content-Length:"),
    refused("a word", "Content-Length: five"), refused("a fraction", "Content-Length: 5.0"),
    refused("beyond Int64", "Content-Length: 9223372036854775808"),
    refused("far beyond Int64", "Content-Length: \(tooLong)"),
    refused("Int64.max", "Content-Length: 9223372036854775807", "", 413),
    taken("zero", "Content-Length: 0", ""), taken("a body", "Content-Length: 5", "abcde"),
    taken("leading zeros", "Content-Length: 0005", "abcde"),
    taken("thirty leading zeros", "Content-Length: \(String(repeating: "0", count: 30))5", "abcde"),
].flatMap { $0 }

private let codings: [Row] =
    [
        refused("gzip", "Transfer-Encoding: gzip"),
        refused("identity", "Transfer-Encoding: identity"),
        refused("chunked is not last", "Transfer-Encoding: chunked, gzip"),
        refused("unknown coding", "Transfer-Encoding: gzip, chunked", "", 501),
        refused("unknown codings", "Transfer-Encoding: a, b, chunked", "", 501),
        refused("chunked twice", "Transfer-Encoding: chunked, chunked"),
        refused("two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        refused("parameter", "Transfer-Encoding: chunked;q=1"),
        refused("empty", "Transfer-Encoding:"),
        refused("comma first", "Transfer-Encoding: ,chunked"),
        refused("comma last", "Transfer-Encoding: chunked,"),
        refused("quoted", "Transfer-Encoding: \"chunked\""),
        refused("xchunked", "Transfer-Encoding: xchunked"),
        refused("no comma", "Transfer-Encoding: gzip chunked"),
        refused("two lines, two codings", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"),
        refused("a tab inside", "Transfer-Encoding: chun\tked"),
        taken("any case", "TRANSFER-encoding: ChUnKeD", "0\r\n\r\n"),
    ].flatMap { $0 } + [
        Row("chunked in 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Row("neither", "POST /echo" + Row.end, [200], .keeps).body(""),
    ]

private func chunked(_ label: String, _ body: String, _ status: Int = 400) -> [Row] {
    refused(label, "Transfer-Encoding: chunked", body, status)
}

private let badSizes = [
    "\r\n", "g\r\n", "+1\r\n", "-1\r\n", " 1\r\n", "1 \r\n", "1\t\r\n", "0x1\r\n", "1_0\r\n",
    "1\n", "1\r\r\n", "\n", "00000000000000001\r\n", "8000000000000000\r\n",
    "ffffffffffffffff\r\n",
]
private let badExtensions = [
    ";\r\n", ";;a\r\n", ";a;\r\n", ";=b\r\n", ";a=\r\n", ";a=b=c\r\n", ";a b\r\n", ";a \r\n",
    ";a=b \r\n", ";a=\"b\r\n", ";a=\"b\"c\r\n", ";a=b\"c\"\r\n", ";\"a\"\r\n", ";a=\"\u{1}\"\r\n",
    ";a=\"\\\u{1}\"\r\n", ";a,b\r\n", ";a=(\r\n", ";a\n", " a\r\n", ";é\r\n", ";a=\u{7F}\r\n",
]
private let goodExtensions = [
    ";a", ";a=b", ";a=\"b\"", ";a;b", " ; a = b ; c", "\t;\ta\t=\t\"b\"\t;c", ";a=\"\\\"é \t;=\"",
    ";a=\"\"", ";!#$%&'*+-.^_`|~=1",
]
private let badTrailers = [
    "A\r\n", "A : b\r\n", ": b\r\n", " A: b\r\n", "A: b\r\n c\r\n", "A: b\n", "A: \u{1}\r\n",
    "A(: b\r\n", "A_b: c\r\n", "\n", "A: b\rc\r\n",
]

private let chunks =
    badSizes.flatMap { chunked("size \($0.debugDescription)", $0) }
    + badExtensions.flatMap {
        chunked("extension \($0.debugDescription)", "3\($0)abc\r\n0\r\n\r\n")
    }
    + badTrailers.flatMap { chunked("trailer \($0.debugDescription)", "0\r\n\($0)\r\n") }
    + goodExtensions.flatMap {
        taken("extension \($0)", "Transfer-Encoding: chunked", "3\($0)\r\nabc\r\n0\($0)\r\n\r\n")
    } + chunked("data too long", "3\r\nabcd\r\n0\r\n\r\n")
    + chunked("data too short", "3\r\nab\r\n0\r\n\r\n")
    + chunked("bare LF after data", "3\r\nabc\n0\r\n\r\n")
    + chunked("bare LF at the end", "0\r\n\n")
    + chunked("no line end after data", "1\r\na0\r\n\r\n")
    + taken(
        "sixteen digits", "Transfer-Encoding: chunked", "0000000000000003\r\nabc\r\n00\r\n\r\n")
    + taken(
        "trailers that mean something in a head", "Transfer-Encoding: chunked",
        "1\r\na\r\n0\r\nContent-Length: 9\r\nHost: b\r\nTransfer-Encoding: x\r\n"
            + "Authorization: x\r\n\r\n")

private let cutShort = starts.flatMap { start in
    [
        Row("\(start.0): length", request(start.0, "Content-Length: 5", "abc")).thenEnd(),
        Row("\(start.0): no byte", request(start.0, "Content-Length: 5")).thenEnd(),
        Row("\(start.0): chunk", request(start.0, "Transfer-Encoding: chunked", "3\r\na"))
            .thenEnd(),
        Row("\(start.0): end", request(start.0, "Transfer-Encoding: chunked", "0\r\n\r")).thenEnd(),
    ]
}

struct LengthRowTests {
    @Test(arguments: lengths) func length(_ row: Row) throws { try row.check() }
    @Test(arguments: codings) func coding(_ row: Row) throws { try row.check() }
    @Test(arguments: chunks) func chunk(_ row: Row) throws { try row.check() }
    @Test(arguments: cutShort) func endsEarly(_ row: Row) throws { try row.check() }

    /// `/echo` takes 1,000 bytes; elsewhere the server's own limit holds.
    @Test(arguments: [("POST /echo", 1000, 200), ("POST /hello", 1500, 405)])
    func bodyAtItsLimit(_ start: String, limit: Int, status: Int) throws {
        for (extra, expected) in [(0, status), (1, 413)] {
            let body = String(repeating: "a", count: limit + extra)
            let connection: Row.Connection = extra == 0 ? .keeps : .closes
            let whole = request(start, "Content-Length: \(limit + extra)", body)
            try Row("length", whole, [expected], connection).check { $0.body = 1500 }
            let size = String(limit + extra, radix: 16)
            let pieces = request(
                start, "Transfer-Encoding: chunked", "\(size)\r\n\(body)\r\n0\r\n\r\n")
            try Row("chunk", pieces, [expected], connection).check { $0.body = 1500 }
        }
        let announced = request(start, "Content-Length: \(limit + 1)")
        try Row("before a byte", announced, 413).check { $0.body = 1500 }
    }

    @Test(arguments: [(0, Row.Connection.keeps), (1, .closes)])
    func chunkExtensionsAtTheirLimit(_ extra: Int, connection: Row.Connection) throws {
        let half = ChunkedDecoder.extensionLimit / 2
        let first = ";" + String(repeating: "a", count: half - 1)
        let second = ";" + String(repeating: "a", count: half - 1 + extra)
        let body = "1\(first)\r\nx\r\n0\(second)\r\n\r\n"
        for (start, status) in starts {
            let row = Row(
                "limit", request(start, "Transfer-Encoding: chunked", body),
                [extra == 0 ? status : 400], connection)
            try row.check()
        }
    }

    @Test(arguments: [(0, Row.Connection.keeps), (1, .closes)])
    func trailersAtTheirLimits(_ extra: Int, connection: Row.Connection) throws {
        let status = extra == 0 ? 200 : 431
        let lines = String(repeating: "A: b\r\n", count: ChunkedDecoder.trailerFieldLimit + extra)
        let long = String(repeating: "a", count: ChunkedDecoder.trailerLimit - 7 + extra)
        for trailer in [lines, "A: \(long)\r\n"] {
            let text = request("POST /echo", "Transfer-Encoding: chunked", "0\r\n\(trailer)\r\n")
            try Row("limit", text, [status], connection).check()
        }
    }
}
