@testable import OTLP
@testable import TraceSDK

extension FinishedSpan {
    /// A plain span.
    static var sample: FinishedSpan {
        FinishedSpan(
            context: SpanContext(
                traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: 3), flags: .sampled),
            parentSpanID: .invalid, parentIsRemote: false, name: "sample", role: .internal,
            startUnixNanoseconds: 1, endUnixNanoseconds: 2, attributes: [], droppedAttributes: 0,
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
