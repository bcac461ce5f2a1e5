// Every refusal with its status, every acceptance with its framing, and each input cut at every
// byte.
import HTTPCore
import Testing

private func parse(_ text: String, limits: HeadLimits = HeadLimits()) throws -> RequestHead? {
    try parse(Array(text.utf8), limits: limits)
}

private func parse(_ bytes: [UInt8], limits: HeadLimits = HeadLimits()) throws -> RequestHead? {
    var parser = RequestParser(limits: limits)
    return try parser.parse(bytes.span) ? parser.head : nil
}

struct Refusal: Sendable, CustomTestStringConvertible {
    let input: String
    let error: ParseError
    init(_ input: String, _ error: ParseError) {
        self.input = input
        self.error = error
    }
    var testDescription: String { input.debugDescription }
}

private let get = "GET / HTTP/1.1\r\n"
private let host = "Host: a\r\n"

private let refusals: [Refusal] = [
    Refusal("GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed),
    Refusal("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .bareLineFeed),
    Refusal(get + "Host: a\n\r\n", .bareLineFeed),
    Refusal("\r\n\r\nGET / HTTP/1.1\r\n", .emptyLines),
    Refusal("GET  / HTTP/1.1\r\n", .malformedRequestLine),
    Refusal("GET\t/ HTTP/1.1\r\n", .malformedRequestLine),
    Refusal("GET / HTTP/1.1 \r\n", .malformedRequestLine),
    Refusal(" GET / HTTP/1.1\r\n", .malformedRequestLine),
    Refusal("GET /\r\n", .malformedRequestLine),
    Refusal("GET\r\n", .malformedRequestLine),
    Refusal("GE(T / HTTP/1.1\r\n", .malformedRequestLine),
    Refusal("\r GET / HTTP/1.1\r\n", .malformedRequestLine),
    Refusal("GET / HTTP/1\r\n", .malformedVersion),
    Refusal("GET / http/1.1\r\n", .malformedVersion),
    Refusal("GET / HTTP/01.1\r\n", .malformedVersion),
    Refusal("GET / HTTP/1.1x\r\n", .malformedVersion),
    Refusal("GET / HTTP/1,1\r\n", .malformedVersion),
    Refusal("GET / HTTP/1.2\r\n", .unsupportedVersion),
    Refusal("GET / HTTP/1.9\r\n", .unsupportedVersion),
    Refusal("GET / HTTP/2.0\r\n", .unsupportedVersion),
    Refusal("GET / HTTP/0.9\r\n", .malformedVersion),
    Refusal("GET / HTTP/0.1\r\n", .unsupportedVersion),
    Refusal("GET /#x HTTP/1.1\r\n", .invalidTarget),
    Refusal("GET /\u{7F} HTTP/1.1\r\n", .invalidTarget),
    Refusal("GET /\u{1} HTTP/1.1\r\n", .invalidTarget),
    Refusal("GET /é HTTP/1.1\r\n", .invalidTarget),
    Refusal("GET /\\ HTTP/1.1\r\n", .invalidTarget),
    Refusal("GET /{x} HTTP/1.1\r\n", .invalidTarget),
    Refusal("GET /a\rb HTTP/1.1\r\n", .invalidTarget),
    Refusal("GET /% HTTP/1.1\r\n", .invalidPercentEncoding),
    Refusal("GET /%4 HTTP/1.1\r\n", .invalidPercentEncoding),
    Refusal("GET /%zz HTTP/1.1\r\n", .invalidPercentEncoding),
    Refusal("GET /%00 HTTP/1.1\r\n", .invalidPercentEncoding),
    Refusal("GET * HTTP/1.1\r\n", .targetFormNotAllowed),
    Refusal("GET a:80 HTTP/1.1\r\n", .targetFormNotAllowed),
    Refusal("GET a HTTP/1.1\r\n", .targetFormNotAllowed),
    Refusal("CONNECT / HTTP/1.1\r\n", .targetFormNotAllowed),
    Refusal("GET ftp://a/ HTTP/1.1\r\n", .unsupportedScheme),
    Refusal("GET http:///x HTTP/1.1\r\n", .invalidHost),
    Refusal("GET http://u@a/ HTTP/1.1\r\n", .invalidHost),
    Refusal(get + " Host: a\r\n\r\n", .whitespaceBeforeFields),
    Refusal(get + host + " folded\r\n\r\n", .foldedField),
    Refusal(get + host + "\tfolded\r\n\r\n", .foldedField),
    Refusal(get + "Host : a\r\n\r\n", .malformedFieldName),
    Refusal(get + ": a\r\n\r\n", .malformedFieldName),
    Refusal(get + "Host\r\n\r\n", .malformedFieldName),
    Refusal(get + "Ho(st: a\r\n\r\n", .malformedFieldName),
    Refusal(get + host + "Content_Length: 5\r\n\r\n", .underscoreInFieldName),
    Refusal(get + host + "A: b\u{0}c\r\n\r\n", .invalidFieldValue),
    Refusal(get + host + "A: b\rc\r\n\r\n", .invalidFieldValue),
    Refusal(get + host + "A: b\u{7F}\r\n\r\n", .invalidFieldValue),
    Refusal(get + host + "A: b\u{1B}[0m\r\n\r\n", .invalidFieldValue),
    Refusal(get + "\r\n", .missingHost),
    Refusal(get + host + host + "\r\n", .repeatedHost),
    Refusal(get + "Host:\r\n\r\n", .invalidHost),
    Refusal(get + "Host: a b\r\n\r\n", .invalidHost),
    Refusal(get + "Host: u@a\r\n\r\n", .invalidHost),
    Refusal(get + "Host: a/b\r\n\r\n", .invalidHost),
    Refusal(get + "Host: a, b\r\n\r\n", .invalidHost),
    Refusal(get + "Host: a:99999\r\n\r\n", .invalidHost),
    Refusal(get + "Host: a:b\r\n\r\n", .invalidHost),
    Refusal(get + "Host: [::1\r\n\r\n", .invalidHost),
    Refusal(get + "Host: [x]\r\n\r\n", .invalidHost),
    Refusal(
        get + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        .lengthAndTransferEncoding),
    Refusal(get + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", .repeatedContentLength),
    Refusal(get + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", .repeatedContentLength),
    Refusal(get + host + "Content-Length: 5, 5\r\n\r\n", .invalidContentLength),
    Refusal(get + host + "Content-Length: +5\r\n\r\n", .invalidContentLength),
    Refusal(get + host + "Content-Length: -0\r\n\r\n", .invalidContentLength),
    Refusal(get + host + "Content-Length: 0x5\r\n\r\n", .invalidContentLength),
    Refusal(get + host + "Content-Length: 1_0\r\n\r\n", .invalidContentLength),
    Refusal(get + host + "Content-Length:\r\n\r\n", .invalidContentLength),
    Refusal(get + host + "Content-Length: 9223372036854775808\r\n\r\n", .invalidContentLength),
    Refusal(get + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", .unknownTransferCoding),
    Refusal(get + host + "Transfer-Encoding: chunked, gzip\r\n\r\n", .invalidTransferEncoding),
    Refusal(get + host + "Transfer-Encoding: gzip\r\n\r\n", .invalidTransferEncoding),
    Refusal(get + host + "Transfer-Encoding: chunked, chunked\r\n\r\n", .invalidTransferEncoding),
    Refusal(get + host + "Transfer-Encoding: chunked;q=1\r\n\r\n", .invalidTransferEncoding),
    Refusal(get + host + "Transfer-Encoding: chunked,\r\n\r\n", .invalidTransferEncoding),
    Refusal(get + host + "Transfer-Encoding:\r\n\r\n", .invalidTransferEncoding),
    Refusal(
        get + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        .invalidTransferEncoding),
    Refusal(
        "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInOldVersion),
    Refusal(get + host + "Expect: 200-ok\r\n\r\n", .unknownExpectation),
]

struct RequestParserTests {
    @Test(arguments: refusals)
    func refuses(_ refusal: Refusal) throws {
        #expect(throws: refusal.error) { try parse(refusal.input) }
    }

    @Test(arguments: refusals)
    func refusesTheSameWhateverTheCut(_ refusal: Refusal) throws {
        let bytes = Array(refusal.input.utf8)
        for count in 0..<bytes.count {
            do {
                let head = try parse(Array(bytes.prefix(count)))
                #expect(head == nil, "a prefix of \(count) bytes was accepted")
            } catch {
                #expect(error as? ParseError == refusal.error)
            }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET /?q=1 HTTP/1.1\r\nHost: a:80\r\nA:b\r\n\r\n",
        "GET http://b/x?y HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
    ])
    func needsEveryByteOfAValidHead(_ input: String) throws {
        let bytes = Array(input.utf8)
        for count in 0..<bytes.count {
            #expect(try parse(Array(bytes.prefix(count))) == nil)
        }
        let head = try #require(try parse(bytes))
        #expect(head.count == bytes.count)
        #expect(try parse(bytes + Array("GARBAGE".utf8)) == head)
    }

    @Test func splitsPathAndQueryAtTheFirstQuestionMark() throws {
        let input = Array("GET /a/b?c=d?e HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        let head = try #require(try parse(input))
        #expect(head.path.text(in: input.span) == "/a/b")
        #expect(head.query?.text(in: input.span) == "c=d?e")
        #expect(head.method == .get)
    }

    @Test(arguments: ["http://b", "http://b?x=1", "HTTP://b:80"])
    func takesAnEmptyPathOfAnAbsoluteTargetForTheRoot(_ target: String) throws {
        let input = Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let head = try #require(try parse(input))
        #expect(head.path.text(in: input.span) == "/")
        let options = Array("OPTIONS \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        // It means `*` there, but only without a query (RFC 9112 section 3.2.4).
        let path = try #require(try parse(options)).path.text(in: options.span)
        #expect(path == (head.query == nil ? "" : "/"))
    }

    @Test func letsTheAuthorityOfTheTargetOverrideHost() throws {
        let input = Array("GET http://real:81/x HTTP/1.1\r\nHost: other\r\n\r\n".utf8)
        let head = try #require(try parse(input))
        #expect(head.authority?.text(in: input.span) == "real:81")
        #expect(head.path.text(in: input.span) == "/x")
    }

    @Test func trimsWhiteSpaceAroundValuesAndKeepsBytesAbove127() throws {
        let input = Array("GET / HTTP/1.1\r\nHost: \t a \t\r\nA: \u{E9}\r\n\r\n".utf8)
        let head = try #require(try parse(input))
        #expect(head.first(.host)?.text(in: input.span) == "a")
        #expect(head.fields[1].value.count == 2)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n", true),
        ("GET / HTTP/1.0\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
        ("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false),
    ])
    func decidesPersistence(_ input: String, expected: Bool) throws {
        #expect(try parse(input)?.keepsAlive == expected)
    }

    @Test(arguments: [
        ("Content-Length: 0", BodyFraming.none), ("Content-Length: 12", .length(12)),
        ("Transfer-Encoding: Chunked", .chunked), ("content-LENGTH: 007", .length(7)),
        ("Content-Length: 9223372036854775807", .length(Int.max)),
    ])
    func decidesFraming(_ field: String, expected: BodyFraming) throws {
        #expect(try parse("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")?.framing == expected)
    }

    @Test(arguments: [
        ("get", Method.other), ("GET", .get), ("PATCH", .patch), ("DELETE", .delete),
        ("OPTIONS", .options), ("TRACE", .trace), ("PUT", .put), ("HEAD", .head),
        ("POST", .post), ("QUERY", .query), ("BREW", .other), ("PROPFINDX", .other),
    ])
    func knowsMethodsByExactCase(_ name: String, expected: Method) throws {
        #expect(try parse("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n")?.method == expected)
    }

    @Test func expectsAContinueOnlyWhereABodyIsAnnounced() throws {
        let start = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n"
        #expect(try parse(start + "Content-Length: 1\r\n\r\n")?.expectsContinue == true)
        #expect(try parse(start + "\r\n")?.expectsContinue == false)
        #expect(
            try parse("POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 1\r\n\r\n")?.expectsContinue
                == false)
    }

    @Test(arguments: FieldName.allCases.filter { $0 != .other })
    func recognisesEachKnownNameInAnyCase(_ name: FieldName) throws {
        let upper = "\(name.lowercase)".uppercased()
        let input = "GET / HTTP/1.0\r\n\(upper)x: 1\r\nx\(upper): 1\r\n"
        #expect(try parse(input + "\r\n")?.first(name) == nil)
        let value = name == .contentLength ? "1" : name == .host ? "h" : "100-continue"
        if name != .transferEncoding {
            #expect(try parse(input + "\(upper): \(value)\r\n\r\n")?.only(name) != nil)
        }
    }
}

struct HeadLimitTests {
    private let limits = HeadLimits(requestLine: 20, head: 60, fields: 2)

    @Test func acceptsARequestLineAtTheLimitAndRefusesOneMore() throws {
        // "GET / HTTP/1.1" has 14 bytes.
        let filler = String(repeating: "a", count: 6)
        #expect(
            try parse("GET /\(filler) HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits) != nil)
        #expect(throws: ParseError.requestLineTooLong) {
            try parse("GET /\(filler)a HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits)
        }
        #expect(throws: ParseError.requestLineTooLong) {
            try parse("GET /" + String(repeating: "a", count: 30), limits: limits)
        }
    }

    @Test func acceptsAHeadAtTheLimitAndRefusesOneMore() throws {
        let start = "GET / HTTP/1.1\r\nHost: "
        let fits = String(repeating: "a", count: 60 - start.utf8.count - 4)
        #expect(try parse(start + fits + "\r\n\r\n", limits: limits) != nil)
        #expect(throws: ParseError.headTooLarge) {
            try parse(start + fits + "a\r\n\r\n", limits: limits)
        }
        #expect(throws: ParseError.headTooLarge) {
            try parse(start + String(repeating: "a", count: 60), limits: limits)
        }
    }

    @Test func acceptsAsManyFieldsAsTheLimitAndRefusesOneMore() throws {
        #expect(try parse(get + host + "A: b\r\n\r\n", limits: limits) != nil)
        #expect(throws: ParseError.tooManyFields) {
            try parse(get + host + "A: b\r\nC: d\r\n\r\n", limits: limits)
        }
    }

    @Test func theDefaultLimitsAreTheContracts() {
        #expect(HeadLimits() == HeadLimits(requestLine: 8192, head: 16384, fields: 100))
    }
}
