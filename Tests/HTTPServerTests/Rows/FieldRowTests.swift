// Rows of docs/http-rows.md about Host, field lines and their limits.
import HTTPCore
import Testing

private func request(_ fields: String) -> String { "GET /hello HTTP/1.1\r\n\(fields)\r\n" }

private let goodHosts = [
    "a", "a.b-c_d", "127.0.0.1", "a:80", "a:", "a:65535", "A%2Db", "[::1]", "[::1]:8000",
    "[2001:db8::1]",
    "[1:2:3:4:5:6:7:8]", "[::ffff:192.0.2.1]", "[1:2:3:4:5:6:192.0.2.1]", "[1::]", "[::]",
]

private let badHosts = [
    "", "u@a", "u:p@a", "a/b", "/a", "a,b", "a, b", "a b", "a:65536", "a:99999", "a:123456", "a:x",
    "a:+1",
    ":80", "a:80:80", "[", "[]", "[::1", "::1", "[x]", "[1]", "[1:2]", "[:1]", "[1:]", "[:::]",
    "[1::2::3]", "[12345::]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4:5:6:7::8]", "[::1%25eth0]",
    "[fe80::1%eth0]", "[::1]:65536",
    "[::256.1.1.1]", "[::1.1.1]", "[::1]x", "[v1.a]", "a%", "a%2", "a%zz", "a%00", "a\\b", "a\"b",
    "a?b", "a#b", "\u{E9}",
]

private let hosts =
    goodHosts.map { Row("Host \($0)", request("Host: \($0)\r\n"), [200], .keeps) }
    + badHosts.map { Row("Host \($0.debugDescription)", request("Host: \($0)\r\n")) } + [
        Row("no Host", request("")),
        Row("two Hosts", request("Host: a\r\nHost: a\r\n")),
        Row("two Hosts, another case", request("Host: a\r\nhOST: b\r\n")),
        Row("Host after others", request("A: b\r\nHost: a\r\n"), [200], .keeps),
        Row("1.0 without Host", "GET /hello HTTP/1.0\r\n\r\n", [200], .closes),
        Row("1.0 with a bad Host", "GET /hello HTTP/1.0\r\nHost: a b\r\n\r\n"),
        Row("1.0 with two Hosts", "GET /hello HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
    ]

private let names = [
    ("space before the colon", "A : b"), ("tab before the colon", "A\t: b"), ("empty name", ": b"),
    ("no colon", "A"), ("name is no token", "A(b: c"), ("name above ASCII", "\u{E9}: b"),
    ("slash in a name", "A/b: c"), ("quote in a name", "\"A\": b"), ("space in a name", "A b: c"),
    ("underscore", "A_b: c"), ("Content_Length", "Content_Length: 5"),
    ("Transfer_Encoding", "Transfer_Encoding: chunked"),
].map { Row($0.0, request("Host: a\r\n\($0.1)\r\n")) }

private let folds = [
    Row("folded with a space", request("Host: a\r\nA: b\r\n c\r\n")),
    Row("folded with a tab", request("Host: a\r\nA: b\r\n\tc\r\n")),
    Row("folded Host", request("Host:\r\n a\r\n")),
    Row("white space before the first field", request(" Host: a\r\n")),
    Row("space alone in a line", request("Host: a\r\n \r\n")),
]

private let badBytes: [UInt8] = Array(0..<0x20).filter { $0 != 0x09 } + [0x7F]

private let values =
    badBytes.map { byte in
        Row(
            "byte \(byte) in a value",
            Array("GET /hello HTTP/1.1\r\nHost: a\r\nA: b".utf8) + [byte]
                + Array("c\r\n\r\n".utf8), [400], .closes)
    } + [
        Row("tab in a value", request("Host: a\r\nA: b\tc\r\n"), [200], .keeps),
        Row("white space around", request("Host: \t a \t \r\nA:\r\nB:   \r\n"), [200], .keeps),
        Row(
            "obs-text",
            Array("GET /hello HTTP/1.1\r\nHost: a\r\nA: ".utf8) + Array(0x80...0xFF)
                + Array("\r\n\r\n".utf8), [200], .keeps),
    ]

struct FieldRowTests {
    @Test(arguments: hosts) func hostField(_ row: Row) throws { try row.check() }
    @Test(arguments: names) func name(_ row: Row) throws { try row.check() }
    @Test(arguments: folds) func fold(_ row: Row) throws { try row.check() }
    @Test(arguments: values) func value(_ row: Row) throws { try row.check() }

    @Test(arguments: [
        (0, 200, Row.Connection.keeps), (1, 431, .closes), (50_000, 431, .closes),
    ])
    func headAtItsLimit(_ extra: Int, status: Int, connection: Row.Connection) throws {
        let frame = request("Host: a\r\nA: \r\n").utf8.count
        let filler = String(repeating: "a", count: HeadLimits().head - frame + extra)
        try Row("limit", request("Host: a\r\nA: \(filler)\r\n"), [status], connection).check()
    }

    @Test(arguments: [(0, 200, Row.Connection.keeps), (1, 431, .closes)])
    func fieldsAtTheirLimit(_ extra: Int, status: Int, connection: Row.Connection) throws {
        let more = String(repeating: "A: b\r\n", count: HeadLimits().fields - 1 + extra)
        try Row("limit", request("Host: a\r\n" + more), [status], connection).check()
    }

    @Test func headThatNeverEnds() throws {
        let endless = "GET /hello HTTP/1.1\r\nA: " + String(repeating: "a", count: 17_000)
        try Row("endless", endless, 431).check()
    }
}
