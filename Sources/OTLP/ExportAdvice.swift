// What an operator can do about a failure: the mistakes in endpoints that everybody makes once.
// Any thread; pure.

/// Remedies, to follow the reason of a failure.
enum ExportAdvice {
    /// One sentence without its full stop, `nil` where the failure speaks for itself.
    static func remedy(for reply: ExportReply, at destination: ExportDestination) -> String? {
        if case .unanswered(let label, let reason, _) = reply {
            return remedy(label: label, reason: reason, destination)
        }
        if let mistake = wrongPlace(destination) { return mistake }
        switch reply {
        case .answered(let status, _, _): return remedy(status: status, destination)
        case .rpc(let status, _, _, _): return remedy(status, destination)
        case .unanswered, .written, .tooLarge: return nil
        }
    }

    /// The address alone tells the mistake, once something answered there.
    private static func wrongPlace(_ destination: ExportDestination) -> String? {
        if destination.host.hasSuffix(".grafana.net"),
            destination.path == "/tempo" || destination.path.hasPrefix("/tempo/")
        {
            return "Grafana Cloud answers queries there; spans go to "
                + "https://otlp-gateway-<region>.grafana.net/otlp"
        }
        if destination.port == 3200 {
            return "port 3200 is where Tempo answers queries; "
                + "spans go to port \(destination.wire == .grpc ? 4317 : 4318)"
        }
        if destination.path.contains("/v1/traces/v1/traces") {
            return "the path is doubled; write the endpoint without /v1/traces"
        }
        return wrongProtocol(destination)
    }

    private static func wrongProtocol(_ destination: ExportDestination) -> String? {
        switch (destination.wire, destination.port) {
        case (.grpc, 4318):
            return "port 4318 is where OTLP over HTTP is served; use port 4317, or "
                + "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
        case (.httpProtobuf, 4317), (.httpJSON, 4317):
            return "port 4317 is where OTLP over gRPC is served; use port 4318, or "
                + "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"
        default: return nil
        }
    }

    private static func remedy(
        label: String, reason: String, _ destination: ExportDestination
    ) -> String? {
        switch label {
        case "receive", "send":
            if let mistake = wrongProtocol(destination) { return mistake }
            return !destination.isEncrypted && destination.port == 443
                ? "port 443 is where TLS is spoken; write https://" : nil
        case "tls" where reason.contains("wrong version number"):
            return "TLS is not spoken on that port; write http://, or use the port of https"
        case "tls" where reason.contains("certificate"):
            return "authorities to trust are set with OTEL_EXPORTER_OTLP_CERTIFICATE"
        default: return nil
        }
    }

    private static func remedy(status: Int, _ destination: ExportDestination) -> String? {
        switch status {
        case 300..<400:
            return "redirects are not followed; write the address that it leads to"
        case 400 where !destination.isEncrypted && destination.port == 443:
            return "port 443 is where TLS is spoken; write https://"
        case 401, 403: return credential(destination)
        case 407:
            return "the proxy that the environment names wants a credential of its own, as in "
                + "http_proxy=http://user:password@host:port"
        case 404 where !destination.path.hasSuffix("/v1/traces"):
            return "spans are taken at /v1/traces below a receiver's base address"
        case 404: return "nothing takes spans at this path; is it the base address of a receiver?"
        case 405:
            return "something answers there but takes no POST; is it an address for queries?"
        case 415:
            let other = destination.wire == .httpJSON ? "http/protobuf" : "http/json"
            return "it does not take \(destination.wire.contentType); "
                + "OTEL_EXPORTER_OTLP_PROTOCOL=\(other) may suit it"
        default: return nil
        }
    }

    private static func remedy(_ status: RPCStatus, _ destination: ExportDestination) -> String? {
        switch status {
        case .unauthenticated, .permissionDenied: return credential(destination)
        case .unimplemented:
            return "gRPC may be spoken there, but not OTLP's trace service"
        default: return nil
        }
    }

    private static func credential(_ destination: ExportDestination) -> String {
        if destination.credentials.isEmpty {
            return "it wants a credential and none is set: GRAFANA_TEMPO_USERNAME with "
                + "GRAFANA_TEMPO_API_KEY, or OTEL_EXPORTER_OTLP_HEADERS"
        }
        return "it refused the credential of \(destination.credentials.joined(separator: ", "))"
    }
}
