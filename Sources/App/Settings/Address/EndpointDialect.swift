// From what people write as a Tempo or OTLP endpoint to the one address that spans are sent to.
// One total function, since each of these repairs was once an outage when it was made twice, not at
// all, or in another order. Every repair leaves a note, which becomes a warning.

/// By whose rules an endpoint is read.
package enum EndpointDialect: Hashable, Sendable, CaseIterable {
    /// `TEMPO_OTLP_HTTP_ENDPOINT`: a base or a full address; Railway's peculiarities are repaired.
    case tempo
    /// `TEMPO_OTLP_GRPC_ENDPOINT`: host and port, with or without a scheme.
    case tempoGRPC
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`: a base to which the signal's path is added.
    case otelBase
    /// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`: used exactly as written.
    case otelTraces
}

/// A repair that was made, or an oddity that was kept, while an endpoint was read.
package enum EndpointNote: Hashable, Sendable {
    case assumedScheme(WebAddress.Scheme)
    case addedPort(UInt16)
    case removedPort(UInt16)
    case forcedHTTPS
    case repeatedPath
    case baseHasSignalPath
    case signalWithoutPath
    case grpcPort
    case httpPort
    case privateNetworkOverTLS
    case grpcPathIgnored

    /// What was seen and done, to follow the name of the variable.
    package var sentence: String {
        switch self {
        case .assumedScheme(let scheme): "has no scheme; \(scheme.rawValue):// is assumed"
        case .addedPort(let port): "has no port; Tempo's :\(port) is added"
        case .removedPort(let port):
            "names port \(port), which Railway's public edge does not serve; 443 is used"
        case .forcedHTTPS: "is a public Railway address; https is used"
        case .repeatedPath: "ends in /v1/traces twice; one is used"
        case .baseHasSignalPath: "is a base address but ends in /v1/traces; it is not added again"
        case .signalWithoutPath: "has no path and is used as it is, so spans are sent to /"
        case .grpcPort: "names port 4317, where OTLP/gRPC is served, but spans travel over HTTP"
        case .httpPort: "names port 4318, where OTLP/HTTP is served, but is the gRPC endpoint"
        case .privateNetworkOverTLS: "uses https, but Railway's private network is plain http"
        case .grpcPathIgnored: "has a path or a query, which gRPC does not use"
        }
    }
}

/// What became of the text of an endpoint.
package struct ReadEndpoint: Hashable, Sendable {
    /// The address that is used.
    package var address: WebAddress
    /// What was repaired or kept although odd, in the order seen.
    package let notes: [EndpointNote]

    /// The address without the signal's path, as the start-up line shows it.
    package var displayedBase: String {
        let path = address.path
        let base =
            path.hasSuffix(Self.signalPath) ? path.dropLast(Self.signalPath.count) : path[...]
        return address.origin + (base == "/" ? "" : base)
    }

    /// Where OTLP/HTTP takes spans, below the base.
    package static let signalPath = "/v1/traces"
}

extension EndpointDialect {
    /// Reads the text of an endpoint: an address with the repairs made, or the complaint.
    package func read(_ text: String) -> Result<ReadEndpoint, AddressComplaint> {
        WebAddress.parse(text).map { parsed in
            var address = parsed
            var notes: [EndpointNote] = []
            if !address.hasWrittenScheme { assumeScheme(of: &address, &notes) }
            if self == .tempo || self == .tempoGRPC { repairForRailway(&address, &notes) }
            settlePath(of: &address, &notes)
            noteOddPort(of: address, &notes)
            return ReadEndpoint(address: address, notes: notes)
        }
    }

    private var defaultPort: UInt16 { self == .tempoGRPC ? 4317 : 4318 }

    private func assumeScheme(of address: inout WebAddress, _ notes: inout [EndpointNote]) {
        let host = address.host
        let isPublic = host.isUnder("up.railway.app") || host.isUnder("grafana.net")
        address.scheme = isPublic || address.writtenPort == 443 ? .https : .http
        // Why: host and port alone is how a gRPC endpoint is usually written.
        if self != .tempoGRPC { notes.append(.assumedScheme(address.scheme)) }
    }

    private func repairForRailway(_ address: inout WebAddress, _ notes: inout [EndpointNote]) {
        if address.host.isUnder("up.railway.app") {
            if let port = address.writtenPort, port != 443 {
                address.writtenPort = nil
                notes.append(.removedPort(port))
            }
            if address.scheme == .http {
                address.scheme = .https
                notes.append(.forcedHTTPS)
            }
        } else if address.host.isRailwayPrivate {
            if address.scheme == .https { notes.append(.privateNetworkOverTLS) }
            if address.writtenPort == nil {
                address.writtenPort = defaultPort
                notes.append(.addedPort(defaultPort))
            }
        } else if self == .tempoGRPC, address.writtenPort == nil, !address.hasWrittenScheme {
            address.writtenPort = defaultPort
        }
    }

    private func settlePath(of address: inout WebAddress, _ notes: inout [EndpointNote]) {
        switch self {
        case .otelTraces:
            if address.path.isEmpty {
                address.path = "/"
                notes.append(.signalWithoutPath)
            }
        case .tempoGRPC:
            if !address.path.withoutTrailingSlashes.isEmpty || address.query != nil {
                notes.append(.grpcPathIgnored)
            }
            address.path = ""
            address.query = nil
        case .tempo, .otelBase:
            var base = address.path.withoutTrailingSlashes
            var written = 0
            while base.hasSuffix(ReadEndpoint.signalPath) {
                base = base.dropLast(ReadEndpoint.signalPath.count).withoutTrailingSlashes
                written += 1
            }
            if written > 1 { notes.append(.repeatedPath) }
            if written == 1, self == .otelBase { notes.append(.baseHasSignalPath) }
            address.path = base + ReadEndpoint.signalPath
        }
    }

    private func noteOddPort(of address: WebAddress, _ notes: inout [EndpointNote]) {
        if self == .tempoGRPC, address.port == 4318 { notes.append(.httpPort) }
        if self != .tempoGRPC, address.port == 4317 { notes.append(.grpcPort) }
    }
}

extension StringProtocol {
    fileprivate var withoutTrailingSlashes: String {
        var text = String(self)
        while text.last == "/" { text.removeLast() }
        return text
    }
}
