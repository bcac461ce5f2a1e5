// One request made by hand, beside the queue: what a canary sends.
// Any thread. Pure.

extension ExportEnvelope {
    /// A whole `ExportTraceServiceRequest` of the one span that `write` encodes.
    package func request(_ write: (inout SpanEncoder) -> Void) -> [UInt8] {
        var encoder = SpanEncoder()
        write(&encoder)
        var body = head
        encoder.append(to: &body)
        close(&body)
        return body
    }
}
