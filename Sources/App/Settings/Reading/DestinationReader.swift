// Where spans go and how they are sent there, which a protocol and three endpoints decide together.

extension SettingReader {
    /// What was decided, and the endpoints that are guarded whether used or not.
    struct Destinations {
        var spoken: ExportProtocol
        var endpoint: TraceEndpoint?
        var http: TraceEndpoint?
        var grpc: TraceEndpoint?
    }

    /// The endpoint of the protocol that is asked for. Where gRPC is asked for and only Tempo's
    /// HTTP door is known, that is used, since a `TEMPO_*` endpoint beats every `OTEL_*` one.
    mutating func readDestinations(in environment: EnvironmentName) -> Destinations {
        let asked = read(SettingTable.exportProtocol)
        let isInsecure = read(SettingTable.insecure)
        guard asked == .grpc else {
            let http = readEndpoint(in: environment)
            return Destinations(
                spoken: asked, endpoint: http, http: http, grpc: readGRPCEndpoint())
        }
        let isHTTPGiven = layers.first(of: ["TEMPO_OTLP_HTTP_ENDPOINT"]) != nil
        let isGRPCGiven = layers.first(of: SettingTable.grpcEndpoint.definition.names) != nil
        guard isGRPCGiven || isHTTPGiven else {
            let grpc = readSpecificationGRPC(in: environment, isInsecure: isInsecure)
            return Destinations(spoken: .grpc, endpoint: grpc, http: nil, grpc: grpc)
        }
        let grpc = readGRPCEndpoint()
        let http = isHTTPGiven ? readEndpoint(in: environment) : nil
        if !isHTTPGiven { record(SettingTable.endpoint.definition, nil, .none) }
        guard isGRPCGiven else {
            add(
                Warning(
                    name: "OTEL_EXPORTER_OTLP_PROTOCOL",
                    sentence: "gRPC is asked for, but TEMPO_OTLP_GRPC_ENDPOINT is not set; "
                        + "http/protobuf is spoken to TEMPO_OTLP_HTTP_ENDPOINT.",
                    remedy: "Set TEMPO_OTLP_GRPC_ENDPOINT, or remove the protocol."))
            return Destinations(spoken: .httpProtobuf, endpoint: http, http: http, grpc: nil)
        }
        return Destinations(spoken: .grpc, endpoint: grpc, http: http, grpc: grpc)
    }

    /// The `OTEL_*` endpoint as the specification reads it for gRPC: host and port, the scheme by
    /// `OTEL_EXPORTER_OTLP_INSECURE` where none is written.
    private mutating func readSpecificationGRPC(
        in environment: EnvironmentName, isInsecure: Bool
    ) -> TraceEndpoint? {
        let row = SettingTable.endpoint.definition
        record(SettingTable.grpcEndpoint.definition, nil, .none)
        guard let found = layers.first(of: Array(row.names.dropFirst())) else {
            record(row, nil, .none)
            guard environment == .development,
                case .success(let read) = EndpointDialect.tempoGRPC.read("http://tempo:4317")
            else { return nil }
            return TraceEndpoint(name: "built-in", source: .builtIn, read: read)
        }
        return readEndpoint(
            found, row, as: .tempoGRPC, withoutScheme: isInsecure ? .http : .https)
    }

    /// The files of an encrypted connection; a key without its certificate is of no use, nor the
    /// other way round.
    mutating func readTLS() -> TLSSettings {
        let tls = TLSSettings(
            authorities: read(SettingTable.certificate),
            clientCertificate: read(SettingTable.clientCertificate),
            clientKey: read(SettingTable.clientKey))
        guard (tls.clientKey == nil) == (tls.clientCertificate == nil) else {
            let isKeyMissing = tls.clientKey == nil
            let (set, missing) =
                isKeyMissing
                ? ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY")
                : ("OTEL_EXPORTER_OTLP_CLIENT_KEY", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE")
            add(
                Warning(
                    name: set, sentence: "\(set) is set without \(missing); neither is used.",
                    remedy: "Set both, or none."))
            return TLSSettings(authorities: tls.authorities)
        }
        return tls
    }
}
