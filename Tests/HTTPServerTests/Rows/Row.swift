// One row of docs/http-rows.md: bytes in, statuses out, and what becomes of the connection.
import HTTPServer
import Testing

struct Row: Sendable, CustomTestStringConvertible {
    enum Connection: Sendable { case keeps, closes }

    let label: String
    let input: [UInt8]
    let statuses: [Int]
    var connection: Connection
    var isHead = false
    var finishesWriting = false
    /// Whether the row must come out the same when every byte is sent alone.
    var isCut = true
    /// Field lines that the last reply carries; an empty value is one that it must not carry.
    var fields: [(name: String, value: String)] = []
    var body: String?

    /// A refusal: one status, and the connection closes.
    init(_ label: String, _ input: String, _ status: Int = 400) {
        self.init(label, Array(input.utf8), [status], .closes)
    }

    init(_ label: String, _ input: String, _ statuses: [Int], _ connection: Connection) {
        self.init(label, Array(input.utf8), statuses, connection)
    }

    init(_ label: String, _ input: [UInt8], _ statuses: [Int], _ connection: Connection) {
        self.label = label
        self.input = input
        self.statuses = statuses
        self.connection = connection
    }

    func with(_ name: String, _ value: String) -> Row {
        var copy = self
        copy.fields.append((name, value))
        return copy
    }

    func without(_ name: String) -> Row { with(name, "") }

    func body(_ text: String) -> Row {
        var copy = self
        copy.body = text
        return copy
    }

    func whole() -> Row {
        var copy = self
        copy.isCut = false
        return copy
    }

    func head() -> Row {
        var copy = self
        copy.isHead = true
        return copy
    }

    func thenEnd() -> Row {
        var copy = self
        copy.finishesWriting = true
        return copy
    }

    var testDescription: String { label }
}

extension Row {
    /// What follows a request line: a Host and the end of the head.
    static let end = " HTTP/1.1\r\nHost: a\r\n\r\n"
    /// A whole request that is answered 200.
    static let probe = "GET /hello" + end

    /// Sends the row whole and, where it is not long, byte by byte, to servers of its own.
    func check(_ configure: (inout ServerLimits) -> Void = { _ in }) throws {
        let test = try TestServer(configure)
        try check(on: test, pieces: input.count)
        if isCut, input.count <= 400 { try check(on: test, pieces: 1) }
        test.stop()
    }

    private func check(on test: TestServer, pieces size: Int) throws {
        let client = test.client()
        for start in stride(from: 0, to: input.count, by: max(size, 1)) {
            guard client.send(Array(input[start..<min(start + size, input.count)])) else { break }
        }
        if finishesWriting { client.finishWriting() }
        if connection == .closes {
            let text = try #require(client.receiveAll(), "the reply was lost to a reset")
            let replies = Reply.all(in: Array(text.utf8), hasBody: !isHead)
            #expect(replies.map(\.status) == statuses)
            if let last = replies.last { expect(last, Array(text.utf8)) }
            return
        }
        var replies = client.receiveReplies(statuses.count, heads: isHead)
        #expect(replies.map(\.status) == statuses)
        if let last = replies.last { expect(last, []) }
        client.send(Self.probe)
        replies = client.receiveReplies(1)
        #expect(replies.first?.body == "hello\n", "the connection goes on in step")
    }

    private func expect(_ reply: Reply, _ bytes: [UInt8]) {
        // Why: a client that has ended its side need not be told that the connection ends.
        if connection == .closes, !finishesWriting || reply.status >= 400 {
            #expect(reply.field("Connection") == "close")
        }
        if reply.status == 204 || reply.status == 304 || reply.status == 100 {
            #expect(reply.field("Content-Length") == nil)
            #expect(reply.field("Content-Type") == nil)
        } else {
            #expect(reply.field("Content-Length") != nil)
        }
        if reply.status != 100 { #expect(reply.field("Date")?.utf8.count == 29) }
        if reply.status >= 400 {
            #expect(reply.field("Content-Type") == "application/problem+json")
            #expect(reply.field("Cache-Control") == "no-store")
            if !isHead { #expect(reply.body.contains("\"status\":\(reply.status),")) }
        }
        for field in fields {
            #expect(reply.field(field.name) ?? "" == field.value, "\(field.name)")
        }
        if let body { #expect(reply.body == body) }
    }
}

extension Reply {
    static func all(in bytes: [UInt8], hasBody: Bool) -> [Reply] {
        var rest = bytes
        var replies: [Reply] = []
        while let (reply, count) = Reply.parse(rest, hasBody: hasBody) {
            replies.append(reply)
            rest.removeFirst(count)
        }
        #expect(rest.isEmpty, "bytes that are no reply: \(String(decoding: rest, as: UTF8.self))")
        return replies
    }
}
