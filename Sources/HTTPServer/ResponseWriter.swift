// What a handler fills: status, type, body and further field lines. One per loop, reused for every
// request, so that a reply in steady state allocates nothing.
package import HTTPCore
import Reactor
import Wire

/// The reply to one request, before it is put on the wire.
package struct ResponseWriter: ~Copyable {
    /// The status; 200 until it is set.
    package var status = Status.ok
    /// The media type of nearly every body.
    static var json: StaticString { "application/json" }

    /// The media type of the body.
    package var contentType: StaticString = ResponseWriter.json {
        didSet { isJSON = false }
    }
    /// Whether the media type is the one it begins with.
    private(set) var isJSON = true
    /// The body. `HEAD` sends its length alone.
    package var body: [UInt8] = []
    /// Further field lines, each ended by CR LF; see `appendField`.
    package private(set) var fields: [UInt8] = []

    /// A snapshot's field lines and, behind them, its body, which is sent before `body`.
    private var ready = ByteSink(capacity: 1024)
    private var readyFields = 0

    var problem: Problem?
    var isDeferred = false
    private var ticket = Ticket(slot: 0, generation: 0)
    private var mailbox: Mailbox<LoopMessage>?

    init() {}

    mutating func begin(ticket: Ticket, mailbox: Mailbox<LoopMessage>) {
        status = .ok
        if !isJSON {
            contentType = Self.json
            isJSON = true
        }
        removeBody()
        // Why asked first: to empty an empty array costs more than to see that it is.
        if !fields.isEmpty { fields.removeAll(keepingCapacity: true) }
        if problem != nil { problem = nil }
        isDeferred = false
        self.ticket = ticket
        if self.mailbox == nil { self.mailbox = mailbox }
    }

    /// Adds a field line. A value with a control character is refused, since it could end the line
    /// and begin another (CWE-113).
    @discardableResult
    package mutating func appendField(_ name: StaticString, _ value: String) -> Bool {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            return false
        }
        fields.append(name)
        fields.append(": ")
        fields.append(utf8: value)
        fields.append("\r\n")
        return true
    }

    /// Adds a field line whose value is a literal.
    package mutating func appendField(_ name: StaticString, _ value: StaticString) {
        fields.append(name)
        fields.append(": ")
        fields.append(value)
        fields.append("\r\n")
    }

    /// Bytes of the body.
    var bodyCount: Int { ready.count &- readyFields &+ body.count }

    /// Forgets the body, and what a snapshot said of it.
    mutating func removeBody() {
        if !body.isEmpty { body.removeAll(keepingCapacity: true) }
        ready.removeAll()
        readyFields = 0
    }

    // Why: a writer cannot be copied, so its arrays need not be kept alive while they are read.
    borrowing func putFields(into sink: inout ByteSink) {
        if readyFields > 0 {
            unsafe ready.withBytes {
                unsafe sink.append(bytes: UnsafeRawBufferPointer(rebasing: $0[..<readyFields]))
            }
        }
        if !fields.isEmpty { sink.append(bytes: fields.span) }
    }

    borrowing func putBody(into sink: inout ByteSink) {
        if ready.count > readyFields {
            unsafe ready.withBytes {
                unsafe sink.append(bytes: UnsafeRawBufferPointer(rebasing: $0[readyFields...]))
            }
        }
        if !body.isEmpty { sink.append(bytes: body.span) }
    }

    /// Takes whole field lines, each ended by CR LF, with or without the body behind them.
    mutating func take(ready bytes: UnsafeRawBufferPointer, fields count: Int) {
        ready.removeAll()
        unsafe ready.append(bytes: bytes)
        readyFields = count
    }

    /// Answers with an `application/problem+json` (RFC 9457); the detail says what to do.
    /// `members` is further JSON, `"errors":[…]` for example, without a leading comma.
    package mutating func fail(_ status: Status, _ detail: String, members: [UInt8] = []) {
        self.status = status
        problem = Problem(detail: detail, members: members)
    }

    /// Puts the answer off: the exchange may go to another thread and must be answered there.
    package mutating func deferAnswer() -> Exchange {
        guard let mailbox else { preconditionFailure("a writer is begun before a handler runs") }
        isDeferred = true
        return Exchange(ticket: ticket, mailbox: mailbox)
    }

    mutating func take(_ answer: Answer) {
        status = answer.status
        contentType = answer.contentType
        body.append(contentsOf: answer.body)
        if let detail = answer.problemDetail { fail(answer.status, detail) }
    }
}

/// What an error reply says beyond its status.
package struct Problem {
    let detail: String
    let members: [UInt8]
}
