// Span limits for spans that are written as bytes at once: where the limits are tighter than such a
// span can grow, it is cut down after it was written. Off the usual path: by default there is none.
// Any thread; the bytes are the encoder's own, so a field that does not read is our mistake.
package import TraceSDK
import Wire

/// Cuts encoded spans down to `SpanLimits`.
package struct SpanTrimmer: Sendable {
    /// Attributes that a span written at once never exceeds.
    package static let mostAttributes = 32
    /// Links that a span written at once never exceeds: that to its caller.
    package static let mostLinks = 1

    private let attributes: Int
    private let links: Int
    private let scalars: Int?

    /// `nil` where the limits allow whatever such a span can hold.
    package init?(_ limits: SpanLimits) {
        guard
            limits.attributes < Self.mostAttributes || limits.links < Self.mostLinks
                || limits.attributeValueScalars != nil
        else { return nil }
        attributes = limits.attributes
        links = limits.links
        scalars = limits.attributeValueScalars
    }

    /// Cuts the one span, tag and length included, that stands at the end of the bytes.
    func trim(_ bytes: inout [UInt8], from start: Int) {
        let fields = ProtobufFields(Array(bytes[start...]))
        guard let span = fields.list.first else { return }
        var content: [UInt8] = []
        var found = (attributes: 0, links: 0)
        for field in ProtobufFields(Array(fields.bytes[span.content])).all {
            switch field.number {
            case 9:
                found.attributes += 1
                if found.attributes <= attributes { appendTrimmed(field, to: &content) }
            case 13:
                found.links += 1
                if found.links <= links { content.append(contentsOf: field.raw) }
            default: content.append(contentsOf: field.raw)
            }
        }
        appendDropped(found.attributes - attributes, field: 10, to: &content)
        appendDropped(found.links - links, field: 14, to: &content)
        bytes.removeSubrange(start...)
        Protobuf.appendBytes(field: 2, content.span, to: &bytes)
    }

    private func appendDropped(_ count: Int, field: Int, to content: inout [UInt8]) {
        if count > 0 { Protobuf.appendVarint(field: field, UInt64(count), to: &content) }
    }

    /// A `KeyValue` with a text longer than the limit is written anew.
    private func appendTrimmed(_ field: ProtobufFields.Copy, to content: inout [UInt8]) {
        let pair = ProtobufFields(field.payload).all
        guard let scalars, let key = pair.first(where: { $0.number == 1 }),
            let value = pair.first(where: { $0.number == 2 }),
            let text = ProtobufFields(value.payload).all.first(where: { $0.number == 1 })
        else { return content.append(contentsOf: field.raw) }
        let cut = AttributeValue.string(String(decoding: text.payload, as: UTF8.self))
            .cut(toScalars: scalars)
        Attribute(String(decoding: key.payload, as: UTF8.self), cut)
            .append(field: 9, to: &content)
    }
}

/// The fields of one message, as they stand.
private struct ProtobufFields {
    struct Place {
        var number: Int
        var whole: Range<Int>
        var content: Range<Int>
    }

    struct Copy {
        var number: Int
        var raw: [UInt8]
        var payload: [UInt8]
    }

    let bytes: [UInt8]
    private(set) var list: [Place] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var reader = ProtobufReader(bytes)
        // Why: only the encoder's own bytes come here; a field that cannot be read ends the list.
        while let field = try? reader.next() {
            var content = 0..<0
            if case .lengthDelimited(let range) = field.value { content = range }
            list.append(
                Place(
                    number: field.number, whole: field.offset..<reader.position,
                    content: content))
        }
    }

    var all: [Copy] {
        list.map {
            Copy(
                number: $0.number, raw: Array(bytes[$0.whole]), payload: Array(bytes[$0.content]))
        }
    }
}

extension SpanEncoder {
    /// Cuts the span that has ended down to the limits. Allocates: such limits are rare.
    package mutating func trim(by trimmer: SpanTrimmer) {
        precondition(!isOpen, "a span is cut once it has ended")
        var span = bytes
        trimmer.trim(&span, from: 0)
        sink.removeAll()
        sink.append(contentsOf: span)
        tagOffset = 0
    }
}
