// Plain spans and envelopes for the tests of this room.
import Testing

@testable import OTLP
@testable import TraceSDK

extension FinishedSpan {
    /// A plain span.
    static var sample: FinishedSpan { sample(with: []) }

    /// A plain span with these attributes.
    static func sample(with attributes: [Attribute]) -> FinishedSpan {
        FinishedSpan(
            context: SpanContext(
                traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: 3), flags: .sampled),
            parentSpanID: .invalid, parentIsRemote: false, name: "sample", role: .internal,
            startUnixNanoseconds: 1, endUnixNanoseconds: 2, attributes: attributes,
            droppedAttributes: 0,
            events: [], droppedEvents: 0, links: [], droppedLinks: 0, outcome: .unset)
    }
}

extension ExportEnvelope {
    /// A plain envelope.
    static var sample: ExportEnvelope {
        ExportEnvelope(
            resource: Resource([Attribute("service.name", .string("sample"))]),
            scopeName: "tests", scopeVersion: "1.0")
    }
}

extension SpanBuffer {
    /// Records spans that are alike but for their id, 1 and up.
    mutating func recordSamples(_ count: Int, valueBytes: Int = 0) {
        let value = [UInt8](repeating: 0x61, count: valueBytes)
        for number in 0..<count {
            record { encoder in
                encoder.begin(
                    SpanHead(
                        traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: UInt64(number + 1)),
                        flags: .sampled, role: .server, startUnixNanoseconds: 1,
                        endUnixNanoseconds: 2))
                encoder.name("sample" as StaticString)
                if valueBytes > 0 { encoder.attribute("value", value.span) }
                encoder.end()
            }
        }
    }
}

/// A request with so many spans that are alike but for their id, 1 and up.
func request(of spans: Int, valueBytes: Int = 0) throws -> [UInt8] {
    let queue = try SpanQueue(envelope: .sample)
    var buffer = SpanBuffer(queue: queue)
    buffer.recordSamples(spans, valueBytes: valueBytes)
    buffer.flush()
    return try #require(queue.takeBatch()).body
}

/// The spans of one request, after its envelope has been looked at.
func spans(ofRequest body: [UInt8]) throws -> [DecodedMessage] {
    let resourceSpans = try DecodedMessage(body).messages(1)
    guard resourceSpans.count == 1, let scopeSpans = try resourceSpans[0].message(2) else {
        return []
    }
    return try scopeSpans.messages(2)
}
