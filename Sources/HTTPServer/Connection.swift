// The state of one connection. It lives in the table of the loop that owns it.
import HTTPCore
import Reactor

/// A request whose body or whose answer is still to come; holds its own copy of the head.
final class PendingRequest {
    var parser: RequestParser
    let headBytes: [UInt8]
    let peer: PeerAddress
    let match: Match
    var notes: RequestNotes
    var body: [UInt8] = []
    var chunked: ChunkedDecoder?
    var remaining = 0
    var received = 0
    var isReadingBody = true
    let keepsBody: Bool
    let keepsAlive: Bool

    init(
        headBytes: [UInt8], limits: HeadLimits, peer: PeerAddress, match: Match,
        notes: RequestNotes, keepsBody: Bool
    ) {
        self.headBytes = headBytes
        self.peer = peer
        self.match = match
        self.notes = notes
        self.keepsBody = keepsBody
        parser = RequestParser(limits: limits)
        let complete: Bool
        do throws(ParseError) {
            complete = try parser.parse(headBytes.span)
        } catch {
            complete = false
        }
        precondition(complete, "a head that was parsed once parses again")
        keepsAlive = parser.head.keepsAlive
    }

    func withRequest(_ use: (borrowing Request) -> Void) {
        unsafe headBytes.withUnsafeBufferPointer { bytes in
            let request = unsafe Request(
                bytes: bytes, head: parser.headAddress, peer: peer,
                parameter: match.parameter, pending: self)
            use(request)
        }
    }
}

/// One slot of the table.
struct Connection {
    var descriptor: Int32 = -1
    var generation: UInt32 = 0
    var phase = Phase.opened
    var interest: Readiness = []
    var closesAfterReply = false
    var isQueued = false
    /// Whether the last read filled the buffer, so that the kernel may hold more.
    var filledBuffer = false
    /// During a drain: whether it is read once more before it ends.
    var looksForMore = false
    var requests = 0
    /// A connection beyond the cap, which is only here to read its refusal.
    var isRefused = false
    /// When it is old enough to be closed after its next reply.
    var retiresAt = MonotonicTime(nanoseconds: .max)
    var phaseBegan = MonotonicTime(nanoseconds: 0)
    var deadline = MonotonicTime(nanoseconds: .max)
    var previous: Int32 = -1
    var next: Int32 = -1
    var lingered = 0
    var peer = PeerAddress()
    var input: [UInt8] = []
    /// How far the head has come that `input` begins; of use in the phase `head` alone.
    var progress = HeadProgress()
    var output: [UInt8] = []
    var outputSent = 0
    var pending: PendingRequest?

    var isOpen: Bool { descriptor >= 0 }
}
