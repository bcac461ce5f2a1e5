// The three ways in which OTLP is spoken.
// Any thread; a value.

/// How requests are encoded and carried, `OTEL_EXPORTER_OTLP_PROTOCOL`.
package enum WireProtocol: Hashable, Sendable, CaseIterable {
    case httpProtobuf, httpJSON, grpc

    /// What `Content-Type` says.
    var contentType: String {
        switch self {
        case .httpProtobuf: "application/x-protobuf"
        case .httpJSON: "application/json"
        case .grpc: "application/grpc+proto"
        }
    }

    /// What `otel.component.type` says.
    package var componentType: String {
        switch self {
        case .httpProtobuf: "otlp_http_span_exporter"
        case .httpJSON: "otlp_http_json_span_exporter"
        case .grpc: "otlp_grpc_span_exporter"
        }
    }
}
