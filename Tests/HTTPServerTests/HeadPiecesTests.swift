// A head that arrives in pieces over a real socket: how often the loop parses it.
import HTTPCore
import HTTPServer
import Reactor
import Testing

/// Notes the number that each head was given; the parser counts one more each time it parses.
private final class NumberingApplication: LoopApplication {
    private let journal: Journal

    init(_ journal: Journal) { self.journal = journal }

    func makeRoutes() -> [Route] { TestRoutes.all() }

    func began(
        _ request: borrowing Request, route: Int?, at time: MonotonicTime,
        notes: inout RequestNotes
    ) {
        journal.append("\(request.headNumber)")
    }
}

private let lines = (0..<80).map { "Field-\($0): \($0)\r\n" }.joined()
private let long = "A: " + String(repeating: "a", count: 9000) + "\r\n"
private let heads = [lines, long, long + lines]

struct HeadPiecesTests {
    @Test(arguments: heads, [1, 11])
    func isParsedAFewTimes(_ fields: String, pieces size: Int) throws {
        let journal = Journal()
        let listener = try Listener(port: 0)
        let server = try Server(listener: listener, loops: 1, limits: ServerLimits()) { _ in
            NumberingApplication(journal)
        }
        let client = RawClient(port: listener.port)
        #expect(client.exchange("GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n")?.body == "1")
        let head = Array("GET /items/2 HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)
        for start in stride(from: 0, to: head.count, by: size) {
            client.send(Array(head[start..<min(start + size, head.count)]))
        }
        #expect(client.receiveReplies(1).first?.body == "2")
        #expect(client.exchange("GET /items/3 HTTP/1.1\r\nHost: a\r\n\r\n")?.body == "3")
        _ = server.drain(within: .seconds(20))
        let seen = journal.all.compactMap { UInt64($0) }
        try #require(seen.count == 3)
        #expect(seen[1] - seen[0] <= 5)
    }
}
