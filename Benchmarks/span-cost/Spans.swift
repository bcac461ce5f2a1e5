// The three ways of a span that are compared. One thread.
import OTLP
import Reactor
import SpanSamples
import TraceSDK
import Tracing

/// The request path's own way.
struct NativeSpans: ~Copyable {
    private var buffer: SpanBuffer
    private var ids = IDGenerator(seed: (5, 6, 7, 8))

    init(queue: SpanQueue) { buffer = SpanBuffer(queue: queue) }

    mutating func run() {
        let start = WallTime.now().unixNanoseconds
        let traceID = ids.traceID()
        let spanID = ids.spanID()
        buffer.record { encoder in
            RequestSpan.encode(
                into: &encoder, traceID: traceID, spanID: spanID, from: start,
                to: WallTime.now().unixNanoseconds)
        }
    }

    mutating func flush() { buffer.flush() }

    /// The bytes that `run` writes.
    func bytesOfOneSpan() -> [UInt8] {
        var encoder = SpanEncoder()
        RequestSpan.encode(
            into: &encoder, traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: 3),
            from: 1_800_000_000_000_000_000, to: 1_800_000_000_000_000_001)
        return encoder.bytes
    }
}

/// The way of every library that speaks swift-distributed-tracing.
enum APISpans {
    /// All attributes in one change.
    static func run(_ tracer: TraceSDK.Tracer) { fill(begin(tracer)) }

    /// The same, and the context for a child is asked for once, as `withSpan` does.
    static func runAsParent(_ tracer: TraceSDK.Tracer) {
        let span = begin(tracer)
        withExtendedLifetime(span.context) { fill(span) }
    }

    private static func fill(_ span: TracedSpan) {
        span.updateAttributes { attributes in
            attributes["http.request.method"] = "GET"
            attributes["url.path"] = "/api/monitoring/health/openai"
            attributes["url.scheme"] = "http"
            attributes["http.route"] = "/api/monitoring/health/{provider}"
            attributes["http.response.status_code"] = 200
            attributes["network.protocol.version"] = "1.1"
            attributes["client.address"] = "127.0.0.1"
            attributes["server.port"] = 8000
        }
        span.end()
    }

    /// One change each, as most code has it.
    static func runOneByOne(_ tracer: TraceSDK.Tracer) {
        let span = begin(tracer)
        span.attributes["http.request.method"] = "GET"
        span.attributes["url.path"] = "/api/monitoring/health/openai"
        span.attributes["url.scheme"] = "http"
        span.attributes["http.route"] = "/api/monitoring/health/{provider}"
        span.attributes["http.response.status_code"] = 200
        span.attributes["network.protocol.version"] = "1.1"
        span.attributes["client.address"] = "127.0.0.1"
        span.attributes["server.port"] = 8000
        span.end()
    }

    private static func begin(_ tracer: TraceSDK.Tracer) -> TracedSpan {
        tracer.startSpan(
            "GET /api/monitoring/health/{provider}", context: .topLevel, ofKind: .server)
    }
}

/// The least that any of them could cost: two readings of the clock, and a copy of the bytes.
struct Floor: ~Copyable {
    private let bytes: [UInt8]
    private var sink: [UInt8] = []
    private var times: Int64 = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        sink.reserveCapacity(bytes.count * 1_024)
    }

    var count: Int { bytes.count }

    mutating func run() {
        times &+= WallTime.now().unixNanoseconds
        if sink.count >= bytes.count * 1_000 { sink.removeAll(keepingCapacity: true) }
        sink.append(contentsOf: bytes)
        times &+= WallTime.now().unixNanoseconds
    }
}
