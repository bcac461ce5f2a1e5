// OTLP in its three forms, over the program's one transfer thread.
// Any thread. Holds credentials in its headers: nothing here prints, and no error quotes them.
package import Curl
package import Gzip
import Locking
package import Reactor

/// Sends batches to one receiver.
package final class CurlTransport: OTLPTransport {
    /// What goes with each request.
    package struct Options: Sendable {
        /// Header fields, which may carry credentials.
        package var headers: [(name: String, value: String)] = []
        /// Whether requests are compressed.
        package var usesGzip = false
        /// The keys of an encrypted connection.
        package var tls = TLSFiles()

        /// No headers, no compression, the system's authorities.
        package init() {}
    }

    /// What the receiver sees of us; the second product is the specification's.
    static let userAgent =
        "\(Resource.sdkName)/1.0 OTel-OTLP-Exporter-Swift/\(Resource.sdkVersion)"
    /// A longer answer is no answer (OTLP specification, "OTLP/HTTP Response"); of gRPC the message
    /// is meant, so that its frame may come on top.
    static let maximumResponseBytes = 4 << 20
    /// Fields, in lower case, that say how the body is to be read, which nobody else can know.
    package static let reservedHeaders: Set<String> = [
        "content-type", "content-encoding", "content-length", "transfer-encoding", "te",
        "grpc-encoding", "grpc-accept-encoding", "grpc-timeout",
    ]
    /// The method of OTLP's trace service.
    static let rpcPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"

    /// Where the requests go, for people.
    package let destination: ExportDestination
    private let transfers: TransferThread
    private let url: String
    private let headers: [(name: String, value: String)]
    private let secrets: OwnSecrets
    private let tls: TLSFiles
    private let clocks: Clocks
    private let encoder: Locked<RequestEncoder>

    /// `url` is the final one, path included, but for gRPC, whose path is added. Throws where zlib
    /// lacks memory.
    package init(
        transfers: TransferThread, url: String, destination: ExportDestination,
        options: Options = Options(), clocks: Clocks = .system
    ) throws(GzipError) {
        self.transfers = transfers
        self.url = destination.wire == .grpc ? url + Self.rpcPath : url
        self.destination = destination
        self.clocks = clocks
        secrets = OwnSecrets(headers: options.headers, url: url)
        tls = options.tls
        let given = options.headers.filter {
            !Self.reservedHeaders.contains($0.name.lowercased())
        }
        let names = Set(given.map { $0.name.lowercased() })
        headers =
            Self.ownHeaders(destination.wire, usesGzip: options.usesGzip)
            .filter { !names.contains($0.name.lowercased()) } + given
        encoder = Locked(
            try RequestEncoder(wire: destination.wire, usesGzip: options.usesGzip))
    }

    /// Sends one batch.
    package func send(
        _ body: [UInt8], timeout: Duration,
        completion: @escaping @Sendable (ExportReply) -> Void
    ) -> @Sendable () -> Void {
        let encoded: [UInt8]
        do throws(RequestEncoder.Fault) {
            encoded = try encoder.withLock { (encoder) throws(RequestEncoder.Fault) in
                try encoder.encode(body)
            }
        } catch {
            completion(Self.reply(for: error))
            return {}
        }
        let request = request(encoded, timeout: max(.milliseconds(1), timeout))
        let wire = destination.wire
        let transfer = transfers.send(request) { [clocks, secrets] outcome in
            switch outcome {
            case .success(let response):
                let reply =
                    wire == .grpc
                    ? RPCReply.read(
                        response, maximumBytes: Self.maximumResponseBytes, now: clocks.wall())
                    : Self.reply(for: response, now: clocks.wall())
                completion(secrets.starred(reply))
            case .failure(let error): completion(Self.reply(for: error))
            }
        }
        return { [transfers] in transfers.cancel(transfer) }
    }

    private func request(_ body: [UInt8], timeout: Duration) -> OutgoingRequest {
        var headers = self.headers
        if destination.wire == .grpc {
            // Eight digits at most (gRPC over HTTP/2, "Timeout").
            let milliseconds = min(99_999_999, max(1, timeout.wholeNanoseconds / 1_000_000))
            headers.append(("grpc-timeout", "\(milliseconds)m"))
        }
        return OutgoingRequest(
            method: "POST", url: url, headers: headers, body: body, timeout: timeout,
            connectTimeout: min(timeout, .seconds(5)),
            maximumResponseBytes: Self.maximumResponseBytes
                + (destination.wire == .grpc ? RPCFrame.headBytes : 0),
            acceptsGzip: destination.wire != .grpc,
            version: destination.wire == .grpc ? .http2 : .http1, tls: tls)
    }

    private static func ownHeaders(
        _ wire: WireProtocol, usesGzip: Bool
    ) -> [(name: String, value: String)] {
        var headers = [("Content-Type", wire.contentType), ("User-Agent", userAgent)]
        if wire == .grpc {
            headers += [("TE", "trailers"), ("grpc-accept-encoding", "identity,gzip")]
            if usesGzip { headers.append(("grpc-encoding", "gzip")) }
        } else if usesGzip {
            headers.append(("Content-Encoding", "gzip"))
        }
        return headers.map { (name: $0.0, value: $0.1) }
    }

    private static func reply(for response: OutgoingResponse, now: WallTime) -> ExportReply {
        .answered(
            status: response.status,
            retryAfter: RetryAfter.read(response, now: now),
            body: response.body)
    }

    private static func reply(for fault: RequestEncoder.Fault) -> ExportReply {
        switch fault {
        case .tooLarge(let bytes):
            .tooLarge(
                reason: "a request of \(bytes) bytes is larger than "
                    + "\(RequestEncoder.maximumRequestBytes) bytes")
        case .notEncodable:
            .unanswered(
                label: "invalid_request", reason: "the batch is damaged", isRetryable: false)
        }
    }

    private static func reply(for error: TransferError) -> ExportReply {
        if error.undecodableStatus > 0 {
            // Why: the status stands, and a repetition would be answered the same way.
            return .answered(status: error.undecodableStatus, retryAfter: nil, body: [])
        }
        switch error.phase {
        case .tooLarge:
            return .unanswered(
                label: "response_too_large", reason: error.message, isRetryable: false)
        case .invalidRequest:
            return .unanswered(label: "invalid_request", reason: error.message, isRetryable: false)
        case .dns, .connect, .tls, .send, .receive, .timeout, .cancelled, .other:
            return .unanswered(
                label: error.phase.rawValue, reason: error.message, isRetryable: true)
        }
    }
}

extension OwnSecrets {
    /// A reply whose words repeat nothing of ours. Why the reply: percent signs and compression
    /// would hide a credential in the response.
    fileprivate func starred(_ reply: ExportReply) -> ExportReply {
        switch reply {
        case .answered(let status, let retryAfter, let body):
            .answered(status: status, retryAfter: retryAfter, body: starred(body))
        case .rpc(let status, let message, let retryAfter, let body):
            .rpc(
                status: status, message: starred(message), retryAfter: retryAfter,
                body: starred(body))
        case .written, .tooLarge, .unanswered: reply
        }
    }
}
