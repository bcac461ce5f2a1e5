// One request made by hand, beside the queue: what a canary sends.
// Any thread. Pure.

extension ExportEnvelope {
    /// A whole `ExportTraceServiceRequest` of the spans that `write` encodes, at most 256 MiB.
    package func request(_ write: (inout SpanEncoder) -> Void) -> [UInt8] {
        var encoder = SpanEncoder(appendingTo: head)
        write(&encoder)
        var body = encoder.bytes
        close(&body)
        return body
    }
}
