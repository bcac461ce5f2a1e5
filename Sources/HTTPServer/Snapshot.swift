// A body that was written before it was asked for, with the entity tag that its bytes have. Made
// where the body is, on any thread; what a request costs is then a copy.
import HTTPCore
import Wire

/// An immutable body with its validator.
package final class Snapshot: Sendable {
    /// The field lines of its 200 and its 304, then the body. Why one array: a snapshot that is
    /// passed on is one reference to count.
    private let bytes: [UInt8]

    private static let fieldCount =
        "ETag: \"0123456789abcdef\"\r\nCache-Control: no-cache\r\n".utf8.count

    /// Takes a finished body; the cost of hashing it is paid here, once. The tag is a strong one,
    /// of the body alone, so that every replica gives equal bytes the same.
    package init(_ body: [UInt8]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.fieldCount + body.count)
        bytes.append("ETag: \"")
        Hex.append(Self.hash(body), to: &bytes)
        bytes.append("\"\r\nCache-Control: no-cache\r\n")
        bytes.append(contentsOf: body)
        self.bytes = bytes
    }

    /// The bytes of the body.
    package var body: ArraySlice<UInt8> { bytes[Self.fieldCount...] }

    /// The entity tag with its quotes.
    package var entityTag: ArraySlice<UInt8> { bytes[6..<24] }

    /// FNV-1a of 64 bits.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }

    fileprivate func put(into response: inout ResponseWriter, isWhole: Bool) {
        unsafe bytes.withUnsafeBytes { all in
            let count = isWhole ? all.count : Self.fieldCount
            unsafe response.take(
                ready: UnsafeRawBufferPointer(rebasing: all[..<count]), fields: Self.fieldCount)
        }
    }
}

extension ResponseWriter {
    /// Answers with a snapshot, or with what the request's preconditions make of it.
    package mutating func send(_ snapshot: Snapshot, to request: borrowing Request) {
        guard request.isConditional else {
            snapshot.put(into: &self, isWhole: true)
            return
        }
        let entityTag = snapshot.entityTag
        switch request.judge(entityTag: entityTag.span) {
        case .proceed: snapshot.put(into: &self, isWhole: true)
        case .notModified:
            status = .notModified
            snapshot.put(into: &self, isWhole: false)
        case .failed:
            fail(
                .preconditionFailed,
                "The representation has another entity tag. Fetch it without If-Match.")
        }
    }
}
