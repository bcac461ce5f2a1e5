// OTLP/HTTP with binary protobuf, over the program's one transfer thread.
// Any thread. Holds credentials in its headers: nothing here prints, and no error quotes them.
package import Curl

/// POSTs batches to one URL.
package final class CurlTransport: OTLPTransport {
    /// What the receiver sees of us; the second product is the specification's.
    static let userAgent =
        "\(Resource.sdkName)/1.0 OTel-OTLP-Exporter-Swift/\(Resource.sdkVersion)"
    /// A longer answer is no answer (OTLP specification, "OTLP/HTTP Response").
    static let maximumResponseBytes = 4 << 20

    /// The URL without user-info and query, for people.
    package let displayURL: String
    private let transfers: TransferThread
    private let url: String
    private let headers: [(name: String, value: String)]

    /// `url` is the final one, path included; `headers` may carry credentials.
    package init(
        transfers: TransferThread, url: String, displayURL: String,
        headers: [(name: String, value: String)] = []
    ) {
        self.transfers = transfers
        self.url = url
        self.displayURL = displayURL
        self.headers =
            [
                ("Content-Type", "application/x-protobuf"), ("User-Agent", Self.userAgent),
            ] + headers
    }

    /// Sends one batch.
    package func send(
        _ body: [UInt8], timeout: Duration,
        completion: @escaping @Sendable (ExportReply) -> Void
    ) -> @Sendable () -> Void {
        let request = OutgoingRequest(
            method: "POST", url: url, headers: headers, body: body,
            timeout: max(.milliseconds(1), timeout),
            connectTimeout: max(.milliseconds(1), min(timeout, .seconds(5))),
            maximumResponseBytes: Self.maximumResponseBytes)
        let transfer = transfers.send(request) { outcome in
            switch outcome {
            case .success(let response):
                completion(
                    .answered(
                        status: response.status,
                        retryAfter: Self.retryAfter(response.header("retry-after")),
                        body: response.body))
            case .failure(let error): completion(Self.reply(for: error))
            }
        }
        return { [transfers] in transfers.cancel(transfer) }
    }

    /// RFC 9110 section 10.2.3, delay-seconds only; `nil` for a date and anything else.
    static func retryAfter(_ field: String?) -> Duration? {
        guard let field, let seconds = Int64(field), (0...86_400).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }

    private static func reply(for error: TransferError) -> ExportReply {
        switch error.phase {
        case .tooLarge:
            .unanswered(
                label: "response_too_large", reason: error.message, isRetryable: false)
        case .invalidRequest:
            .unanswered(label: "invalid_request", reason: error.message, isRetryable: false)
        case .dns, .connect, .tls, .send, .receive, .timeout, .cancelled, .other:
            .unanswered(
                label: error.phase.rawValue, reason: error.message, isRetryable: true)
        }
    }
}
