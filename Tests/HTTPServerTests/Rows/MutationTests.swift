// Requests with seeded mutations: whatever the server makes of them, it must not matter how they
// were cut on the way, and no reply may be lost.
import Testing

/// SplitMix64: the same numbers in every run.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private let requests = [
    Row.probe, "HEAD /items/a" + Row.end, "OPTIONS *" + Row.end, "GET /%68ello?q=%20" + Row.end,
    "BREW /hello" + Row.end, "CONNECT a:1" + Row.end, "\r\nGET http://b/query?q=1" + Row.end,
    "GET /snapshot HTTP/1.1\r\nHost: [::1]:80\r\nIf-None-Match: \"a\", *\r\n\r\n",
    "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde",
    "POST /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "3;a=\"b\";c\r\nabc\r\n0\r\nT: x\r\n\r\n",
]

private let pieces = [
    "\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "\0", "%", "%2F", "%00", "chunked", "\"", "/",
    "..",
    "[", "_", "=", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n",
    "Host: b\r\n",
    "Connection: close\r\n", "99999999999999999999", "HTTP/1.1",
]

struct MutationTests {
    private func mutated(_ request: String, using random: inout Seeded) -> [UInt8] {
        var bytes = Array(request.utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let index = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, index + Int.random(in: 1...6, using: &random))
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: index)
            case 1: bytes.insert(contentsOf: bytes[index..<end], at: index)
            case 2: bytes.removeSubrange(index..<end)
            default:
                let piece = pieces.randomElement(using: &random) ?? ""
                bytes.replaceSubrange(index..<end, with: Array(piece.utf8))
            }
        }
        return bytes
    }

    /// Everything that comes back, without the one field that tells the time.
    private func replies(
        to bytes: [UInt8], cutAt cuts: [Int], on test: TestServer
    ) throws -> [Substring] {
        let client = test.client()
        var start = 0
        for cut in cuts + [bytes.count] where cut > start {
            guard client.send(Array(bytes[start..<cut])) else { break }
            start = cut
        }
        client.finishWriting()
        let text = try #require(client.receiveAll(), "a reply was lost to a reset")
        return text.split(separator: "\r\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("Date: ") }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func answersTheSameHoweverItIsCut(_ seed: UInt64) throws {
        let test = try TestServer()
        var random = Seeded(state: seed)
        for _ in 0..<60 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let request = requests.randomElement(using: &random) ?? ""
                bytes += mutated(request, using: &random)
            }
            let whole = try replies(to: bytes, cutAt: [], on: test)
            let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &random) }
            let cut = try replies(to: bytes, cutAt: cuts.sorted(), on: test)
            #expect(whole == cut, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
        test.stop()
    }
}
