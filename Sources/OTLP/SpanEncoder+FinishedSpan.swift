// General spans, with everything that the hot path has no need of: keys that are not literals,
// arrays, events, links, dropped counts, a status with a description.
package import TraceSDK
import Wire

extension SpanEncoder {
    /// Writes a whole finished span and returns its bytes.
    @discardableResult package mutating func append(_ span: FinishedSpan) -> Int {
        begin(
            SpanHead(
                traceID: span.context.traceID, spanID: span.context.spanID,
                flags: span.context.flags, parentSpanID: span.parentSpanID,
                parentIsRemote: span.parentIsRemote, role: span.role,
                startUnixNanoseconds: span.startUnixNanoseconds,
                endUnixNanoseconds: span.endUnixNanoseconds))
        traceState(span.context.traceState)
        name(span.name)
        span.forEachAttribute { append($0, $1) }
        general.removeAll(keepingCapacity: true)
        appendCount(span.droppedAttributes, field: 10)
        for event in span.events { append(event) }
        appendCount(span.droppedEvents, field: 12)
        for link in span.links { self.link(link) }
        appendCount(span.droppedLinks, field: 14)
        append(span.outcome)
        sink.append(contentsOf: general)
        return end()
    }

    private mutating func append(_ key: String, _ value: AttributeValue) {
        switch value {
        case .string(let text): writeText(key, text)
        case .integer(let number): writeNumber(key, number)
        case .boolean(let truth): writeTruth(key, truth)
        case .double(let number): writeDouble(key, number)
        case .strings, .booleans, .integers, .doubles, .bytes, .list, .map:
            general.removeAll(keepingCapacity: true)
            value.append(key: key, field: 9, to: &general)
            sink.append(contentsOf: general)
        }
    }

    private mutating func append(_ event: FinishedSpan.Event) {
        let message = Protobuf.beginMessage(field: 11, to: &general)
        Protobuf.appendFixed64(
            field: 1, UInt64(bitPattern: max(0, event.unixNanoseconds)), to: &general)
        Protobuf.appendString(field: 2, event.name, to: &general)
        append(event.attributes, field: 3)
        appendCount(event.droppedAttributes, field: 4)
        Protobuf.endMessage(message, in: &general)
    }

    /// Writes a link to the span of another context.
    package mutating func link(_ context: SpanContext) {
        general.removeAll(keepingCapacity: true)
        link(FinishedSpan.Link(context: context, attributes: [], droppedAttributes: 0))
        sink.append(contentsOf: general)
    }

    private mutating func link(_ link: FinishedSpan.Link) {
        let context = link.context
        let message = Protobuf.beginMessage(field: 13, to: &general)
        Protobuf.appendTag(field: 1, .lengthDelimited, to: &general)
        Protobuf.appendVarint(16, to: &general)
        Protobuf.appendFixed64(context.traceID.high.byteSwapped, to: &general)
        Protobuf.appendFixed64(context.traceID.low.byteSwapped, to: &general)
        Protobuf.appendTag(field: 2, .lengthDelimited, to: &general)
        Protobuf.appendVarint(8, to: &general)
        Protobuf.appendFixed64(context.spanID.bits.byteSwapped, to: &general)
        if !context.traceState.isEmpty {
            Protobuf.appendBytes(field: 3, context.traceState.text.span, to: &general)
        }
        append(link.attributes, field: 4)
        appendCount(link.droppedAttributes, field: 5)
        let flags = UInt32(context.flags.rawValue) | 0x100 | (context.isRemote ? 0x200 : 0)
        Protobuf.appendFixed32(field: 6, flags, to: &general)
        Protobuf.endMessage(message, in: &general)
    }

    private mutating func append(_ outcome: SpanOutcome) {
        switch outcome {
        case .unset: break
        case .ok: statusOK()
        case .error(let description):
            guard !description.isEmpty else { return statusError() }
            let message = Protobuf.beginMessage(field: 15, to: &general)
            Protobuf.appendString(field: 2, description, to: &general)
            Protobuf.appendVarint(field: 3, 2, to: &general)
            Protobuf.endMessage(message, in: &general)
        }
    }

    private mutating func append(_ attributes: [Attribute], field: Int) {
        for attribute in attributes { attribute.append(field: field, to: &general) }
    }

    private mutating func appendCount(_ count: Int, field: Int) {
        guard count > 0 else { return }
        Protobuf.appendVarint(field: field, UInt64(UInt32(clamping: count)), to: &general)
    }
}
