// A head that arrives in pieces is refused and completed at the same byte as if all of it were
// parsed at every byte, and is parsed a few times only.
import HTTPCore
import Testing

/// What a head comes to that arrives in pieces: how it ends, at which byte, after how many parses.
private struct Arrival {
    enum End: Equatable {
        case complete(RequestHead)
        case refused(ParseError)
        case open
    }

    var end = End.open
    var at = 0
    var parses = 0
    /// Bytes that were parsed or searched, all in all.
    var looked = 0

    /// As a connection does it, or with a parse for every piece.
    init(_ bytes: [UInt8], pieces size: Int, limits: HeadLimits, always: Bool = false) {
        var parser = RequestParser(limits: limits)
        var progress = HeadProgress()
        var kept = 0
        while kept < bytes.count {
            let count = min(kept + size, bytes.count)
            let needed = always || kept == 0
            if needed || Self.needsParsing(bytes, kept, count, limits, &progress, &looked) {
                parses += 1
                looked += count
                at = count
                do throws(ParseError) {
                    let received = bytes[..<count]
                    if try parser.parse(received.span) {
                        end = .complete(parser.head)
                        return
                    }
                } catch {
                    end = .refused(error)
                    return
                }
                progress = parser.progress
            }
            kept = count
        }
    }

    private static func needsParsing(
        _ bytes: [UInt8], _ kept: Int, _ count: Int, _ limits: HeadLimits,
        _ progress: inout HeadProgress, _ looked: inout Int
    ) -> Bool {
        looked += count - kept
        let start = progress.lineStart
        let new = bytes[kept..<count]
        switch progress.step(new.span, behind: kept, limits) {
        case .wait: return false
        case .parse: return true
        case .lines:
            looked += count - start
            let rest = bytes[start..<count]
            guard let next = progress.takeLines(rest.span, newFrom: kept - start, limits) else {
                return true
            }
            progress = next
            return false
        }
    }
}

private let limits = HeadLimits(requestLine: 60, head: 160, fields: 5)
private let start = "GET /a HTTP/1.1\r\nHost: a\r\n"

private let heads = [
    start + "\r\n", "\r\n" + start + "\r\n", "\r\n\r\n", "\r\r\n", "\n", "\r", "@", "\r\n@",
    start + "A: b\r\nC:d\r\nE:\r\n\r\n", start + "A: b\n\r\n", start + "\n", start + "\r\r\n",
    start + " A: b\r\n\r\n", start + "A: b\r\n c\r\n\r\n", start + "A b\r\n\r\n",
    start + "A: b\r\nA_b: c\r\n\r\n", start + "A: \u{1}\r\n\r\n", start + "A: b\rc\r\n\r\n",
    start + "A:\r\nB:\r\nC:\r\nD:\r\n\r\n", start + "A:\r\nB:\r\nC:\r\nD:\r\nE:\r\n\r\n",
    start + "Host: b\r\n\r\n", start + "Expect: x\r\n\r\n", start + "Content-Length: x\r\n\r\n",
    "GET /a HTTP/3.0\r\n", "GET  /a HTTP/1.1\r\n", "get /a\r\n\r\n",
    "GET /\(String(repeating: "a", count: 46)) HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /\(String(repeating: "a", count: 47)) HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /\(String(repeating: "a", count: 70))",
    "\r\nGET /\(String(repeating: "a", count: 46)) HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\nGET /\(String(repeating: "a", count: 70))",
    start + "A: \(String(repeating: "b", count: 160 - 35 + 3))\r\n\r\n",
    start + "A: \(String(repeating: "b", count: 160 - 35 + 4))\r\n\r\n",
    start + "A: \(String(repeating: "b", count: 200))",
    start + "A: \(String(repeating: "b", count: 200))\n\r\n",
    start + "A: \(String(repeating: "b", count: 118))\r\n@\r\n\r\n",
    start + "A: \(String(repeating: "b", count: 127))\n\r\n",
    "GET /\(String(repeating: "a", count: 70))\n", "@\(String(repeating: "a", count: 70))\r\n",
    "GET /\(String(repeating: "a", count: 200)) HTTP/3.0\r\n",
    start + "A: \(String(repeating: "b", count: 60))\r\nB: \(String(repeating: "c", count: 90))",
]

private let largeFields = [
    String(repeating: "Name: value\r\n", count: 9000),
    "A: " + String(repeating: "a", count: 120_000) + "\r\n",
]

struct HeadProgressTests {
    @Test(arguments: heads, 1...7)
    func endsAtTheSameByteAsIfAllWereParsedEachTime(_ head: String, pieces: Int) {
        let bytes = Array(head.utf8)
        let expected = Arrival(bytes, pieces: pieces, limits: limits, always: true)
        let actual = Arrival(bytes, pieces: pieces, limits: limits)
        #expect(actual.end == expected.end)
        if expected.end != .open { #expect(actual.at == expected.at) }
    }

    @Test(arguments: heads)
    func comesToTheSameHoweverItIsCut(_ head: String) {
        let bytes = Array(head.utf8)
        for head in [160, 40] {
            let limits = HeadLimits(requestLine: 60, head: head, fields: 5)
            let whole = Arrival(bytes, pieces: bytes.count, limits: limits)
            for size in 1...40 {
                #expect(Arrival(bytes, pieces: size, limits: limits).end == whole.end)
            }
        }
    }

    @Test(arguments: largeFields)
    func aLargeHeadInSmallPiecesIsParsedAFewTimes(_ fields: String) {
        let large = HeadLimits(requestLine: 8192, head: 1 << 20, fields: 10_000)
        let bytes = Array((start + fields + "\r\n").utf8)
        for size in [1, 2, 13, 1000] {
            let arrival = Arrival(bytes, pieces: size, limits: large)
            guard case .complete(let head) = arrival.end else {
                Issue.record("a head of \(bytes.count) bytes is complete")
                continue
            }
            #expect(head.count == arrival.at)
            #expect(arrival.parses <= 5)
            #expect(arrival.looked < bytes.count * 5)
        }
    }

    @Test func aLongRequestLineInSmallPiecesIsParsedAFewTimes() {
        let large = HeadLimits(requestLine: 1 << 20, head: 1 << 20, fields: 100)
        let path = String(repeating: "a", count: 100_000)
        let arrival = Arrival(
            Array("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8), pieces: 1, limits: large)
        #expect(arrival.parses <= 5)
        #expect(arrival.end != .open)
    }
}
