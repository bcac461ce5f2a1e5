// What the last SERVER span of a loop said of its head and its client, as it was encoded: one that
// comes again is described in one copy. Confined to its loop's thread.
import HTTPServer
import OTLP

/// The encoded description of the last request.
struct LastRequest: ~Copyable {
    /// What was taken from the head's bytes.
    let texts = SpanTemplates(capacity: 1)
    var authorities = AuthorityFields()
    var peers = PeerFields()
    private var head: UInt64 = 0

    /// Whether `texts` describes this request's head; where not, it is to be written anew.
    mutating func describes(_ request: borrowing Request) -> Bool {
        defer { head = request.headNumber }
        return head != 0 && head == request.headNumber
    }
}
