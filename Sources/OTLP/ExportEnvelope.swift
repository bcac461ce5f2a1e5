// Everything of an ExportTraceServiceRequest that stands before its spans, written once at start:
// `0A length ResourceSpans { 0A Resource 1A schema 12 length ScopeSpans { 0A Scope 1A schema`.
// Why: each batch begins with these bytes, so a full batch is sent as it lies, uncopied; only the
// two lengths are filled in. They are varints padded to four bytes, which decoders accept.
import Wire

/// The constant head of every batch.
package struct ExportEnvelope: Hashable, Sendable {
    /// The schema that the attribute names follow.
    static let schemaURL = "https://opentelemetry.io/schemas/1.44.0"
    static let lengthBytes = 4
    /// What four bytes of a varint can say.
    static let maximumLength = 1 << 28 - 1

    /// The head, its two lengths still zero.
    package let head: [UInt8]
    let scopeSpansOffset: Int

    /// Encodes the resource and the one instrumentation scope.
    package init(resource: Resource, scopeName: String, scopeVersion: String) {
        var head: [UInt8] = [0x0A]
        head.append(contentsOf: repeatElement(0, count: Self.lengthBytes))
        let encodedResource = Protobuf.beginMessage(field: 1, to: &head)
        resource.appendContent(to: &head)
        Protobuf.endMessage(encodedResource, in: &head)
        Protobuf.appendString(field: 3, Self.schemaURL, to: &head)
        scopeSpansOffset = head.count
        head.append(0x12)
        head.append(contentsOf: repeatElement(0, count: Self.lengthBytes))
        let scope = Protobuf.beginMessage(field: 1, to: &head)
        Protobuf.appendString(field: 1, scopeName, to: &head)
        Protobuf.appendString(field: 2, scopeVersion, to: &head)
        Protobuf.endMessage(scope, in: &head)
        Protobuf.appendString(field: 3, Self.schemaURL, to: &head)
        self.head = head
    }

    /// Fills in the two lengths of a batch that is `head` and spans behind it.
    func close(_ body: inout [UInt8]) {
        precondition(body.count <= Self.maximumLength, "a batch fits its padded length")
        Self.writeLength(body.count - 1 - Self.lengthBytes, at: 1, in: &body)
        Self.writeLength(
            body.count - scopeSpansOffset - 1 - Self.lengthBytes, at: scopeSpansOffset + 1,
            in: &body)
    }

    private static func writeLength(_ length: Int, at offset: Int, in body: inout [UInt8]) {
        for index in 0..<lengthBytes {
            let more: UInt8 = index < lengthBytes - 1 ? 0x80 : 0
            body[offset + index] = UInt8(length >> (7 * index) & 0x7F) | more
        }
    }
}
