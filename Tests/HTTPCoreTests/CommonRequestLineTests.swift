// The short cut for common request lines against the general rules: the same head, or none.
import Testing

@testable import HTTPCore

struct CommonRequestLineTests {
    private enum Reading: Equatable {
        case head(RequestHead)
        case incomplete
        case refused(ParseError)
    }

    private func read(_ bytes: [UInt8], _ limits: HeadLimits, common: Bool) -> Reading {
        var parser = RequestParser(limits: limits, readsCommonLines: common)
        do throws(ParseError) {
            let isComplete = try parser.parse(bytes.span)
            return isComplete ? .head(parser.head) : .incomplete
        } catch {
            return .refused(error)
        }
    }

    private func expectAgreement(_ bytes: [UInt8], _ limits: HeadLimits = HeadLimits()) {
        let common = read(bytes, limits, common: true)
        #expect(
            common == read(bytes, limits, common: false),
            "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }

    @Test func readsTheCommonLineByTheShortCut() {
        let bytes = Array("GET /api/monitoring/health/openai HTTP/1.1\r\n".utf8)
        var head = RequestHead()
        #expect(CommonRequestLine.read(bytes.span, limit: 8192, into: &head) == bytes.count)
        #expect(head.method == .get)
        #expect(head.path == Slice(start: 4, count: 29))
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a%20b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a HTTP/1.0\r\nHost: a\r\n\r\n", "GET  /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a HTTP/1.1 \r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\nHost: a\r\n\r\n",
        "GET /a//../~x_- HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\\ HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /[a] HTTP/1.1\r\nHost: a\r\n\r\n",
    ])
    func agreesWithTheGeneralRulesAtEveryCutAndMutation(text: String) {
        let bytes = Array(text.utf8)
        for count in 0...bytes.count { expectAgreement(Array(bytes.prefix(count))) }
        for place in 0..<min(bytes.count, 24) {
            for byte in UInt8.min...UInt8.max {
                var mutated = bytes
                mutated[place] = byte
                expectAgreement(mutated)
            }
        }
    }

    @Test(arguments: [-1, 0, 1])
    func agreesAtTheLimitOfTheLine(excess: Int) {
        let line = "GET /abcdefghij HTTP/1.1"
        let limits = HeadLimits(requestLine: line.utf8.count - excess)
        expectAgreement(Array((line + "\r\nHost: a\r\n\r\n").utf8), limits)
    }
}
