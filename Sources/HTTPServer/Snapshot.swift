// A body that was written before it was asked for, with the entity tag that its bytes have. Made
// where the body is, on any thread; what a request costs is then a copy.
import HTTPCore
import Wire

/// An immutable body with its validator.
package struct Snapshot: Sendable {
    /// The bytes of the body.
    package let body: [UInt8]
    /// The entity tag: strong, with its quotes, a hash of the body alone, so that every replica
    /// gives equal bytes the same one.
    package let entityTag: [UInt8]
    /// The field lines of its 200 and its 304: ETag, and that a cache must ask before it answers.
    let fields: [UInt8]

    /// Takes a finished body; the cost of hashing it is paid here, once.
    package init(_ body: [UInt8]) {
        self.body = body
        var tag: [UInt8] = [0x22]
        Hex.append(Self.hash(body), to: &tag)
        tag.append(0x22)
        entityTag = tag
        var fields: [UInt8] = []
        fields.append("ETag: ")
        fields.append(contentsOf: tag)
        fields.append("\r\nCache-Control: no-cache\r\n")
        self.fields = fields
    }

    /// FNV-1a of 64 bits.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}

extension ResponseWriter {
    /// Answers with a snapshot, or with what the request's preconditions make of it.
    package mutating func send(_ snapshot: Snapshot, to request: borrowing Request) {
        if request.isConditional {
            switch request.judge(entityTag: snapshot.entityTag.span) {
            case .proceed: break
            case .notModified:
                status = .notModified
                append(lines: snapshot.fields)
                return
            case .failed:
                fail(
                    .preconditionFailed,
                    "The representation has another entity tag. Fetch it without If-Match.")
                return
            }
        }
        append(lines: snapshot.fields)
        body.append(contentsOf: snapshot.body)
    }
}
