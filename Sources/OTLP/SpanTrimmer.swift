// Span limits for spans that are written as bytes at once: where the limits are tighter than such a
// span can grow, it is cut down after it was written. Off the usual path: by default there is none.
// Any thread; the bytes are the encoder's own, so a field that does not read is our mistake.
package import TraceSDK
import Wire

/// Cuts encoded spans down to `SpanLimits`.
package struct SpanTrimmer: Sendable {
    /// Attributes that a span written at once never exceeds.
    package static let mostAttributes = 32

    private let attributes: Int
    private let scalars: Int?

    /// `nil` where the limits allow whatever such a span can hold.
    package init?(_ limits: SpanLimits) {
        guard limits.attributes < Self.mostAttributes || limits.attributeValueScalars != nil else {
            return nil
        }
        attributes = limits.attributes
        scalars = limits.attributeValueScalars
    }

    /// Cuts the one span, tag and length included, that stands at the end of the bytes.
    package func trim(_ bytes: inout [UInt8], from start: Int) {
        let fields = ProtobufFields(Array(bytes[start...]))
        guard let span = fields.list.first else { return }
        var content: [UInt8] = []
        var kept = 0
        var dropped = 0
        for field in ProtobufFields(Array(fields.bytes[span.content])).all {
            guard field.number == 9 else {
                content.append(contentsOf: field.raw)
                continue
            }
            guard kept < attributes else {
                dropped += 1
                continue
            }
            kept += 1
            appendTrimmed(field, to: &content)
        }
        if dropped > 0 { Protobuf.appendVarint(field: 10, UInt64(dropped), to: &content) }
        bytes.removeSubrange(start...)
        Protobuf.appendBytes(field: 2, content.span, to: &bytes)
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
