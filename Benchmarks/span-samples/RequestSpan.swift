// The span that the benchmarks end: a request's own, with eight attributes. Any thread.
package import OTLP
package import TraceSDK

/// The SERVER span of one request.
package enum RequestSpan {
    /// Writes the span, `begin` to `end`; times in nanoseconds since the Unix epoch.
    package static func encode(
        into encoder: inout SpanEncoder, traceID: TraceID, spanID: SpanID, from start: Int64,
        to end: Int64
    ) {
        encoder.begin(
            SpanHead(
                traceID: traceID, spanID: spanID, flags: [.sampled, .random], role: .server,
                startUnixNanoseconds: start, endUnixNanoseconds: end))
        encoder.name("GET /api/monitoring/health/{provider}" as StaticString)
        encoder.attribute("http.request.method", "GET" as StaticString)
        encoder.attribute("url.path", "/api/monitoring/health/openai" as StaticString)
        encoder.attribute("url.scheme", "http" as StaticString)
        encoder.attribute("http.route", "/api/monitoring/health/{provider}" as StaticString)
        encoder.attribute("http.response.status_code", 200)
        encoder.attribute("network.protocol.version", "1.1" as StaticString)
        encoder.attribute("client.address", "127.0.0.1" as StaticString)
        encoder.attribute("server.port", 8000)
        encoder.end()
    }
}
