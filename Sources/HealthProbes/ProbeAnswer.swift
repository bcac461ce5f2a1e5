// From a finished transfer to what the classification needs, and to a sentence about it.
// Pure: everything it knows is in its arguments.
internal import Curl
internal import Health

/// A transfer's result in the words of the domain.
struct ProbeAnswer {
    /// What the classification judges.
    let answer: AttemptAnswer
    /// The status code, where there was a response.
    let statusCode: Int?
    /// What to keep of it should it not be `ok`; not redacted yet.
    let message: String

    /// Bytes of an unexpected body that are quoted.
    static let quotedBytes = 400

    /// Translates a result. A body is held to its own Content-Type and no more: one that calls
    /// itself JSON must be JSON, and not empty; any other is right whatever it holds. `key` is the
    /// one that was sent: no part of it is quoted.
    init(
        _ result: Result<OutgoingResponse, TransferError>, expecting statuses: [Int],
        concealing key: String?, isJSON: ([UInt8]) -> Bool
    ) {
        switch result {
        case .failure(let error):
            answer = .failure(TransportFailure(error.phase))
            statusCode = nil
            message = error.message
        case .success(let response):
            let isExpected = statuses.contains(response.status)
            let isWrong = isExpected && Self.claimsJSON(response) && !isJSON(response.body)
            answer = .response(
                AttemptResponse(
                    statusCode: response.status, isExpectedStatus: isExpected,
                    hasRightBody: !isWrong))
            statusCode = response.status
            message =
                isWrong
                ? "HTTP \(response.status) with a body that is not the JSON it claims to be"
                : Self.describe(response, concealing: key)
        }
    }

    private static func claimsJSON(_ response: OutgoingResponse) -> Bool {
        guard let type = response.header("content-type") else { return false }
        let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return essence == "application/json" || essence.hasSuffix("+json")
    }

    private static func describe(
        _ response: OutgoingResponse, concealing key: String?
    ) -> String {
        var text = "HTTP \(response.status)"
        if (300...399).contains(response.status), let target = response.header("location") {
            text += " redirects to \(without(key, target))"
        }
        let type = response.header("content-type")?.lowercased() ?? ""
        guard type.hasPrefix("text/plain") || claimsJSON(response), !response.body.isEmpty else {
            return text
        }
        // Why: cut first, a key that lies across the cut would be shown by half.
        let window = response.body.prefix(quotedBytes + (key?.utf8.count ?? 0))
        let quoted = without(key, String(decoding: window, as: UTF8.self))
        return text + ": " + String(decoding: quoted.utf8.prefix(quotedBytes), as: UTF8.self)
    }

    /// Why: a provider may quote the key it was sent, in a form that no general rule knows.
    private static func without(_ key: String?, _ text: String) -> String {
        guard let key, !key.isEmpty else { return text }
        return text.replacing(key, with: Redaction.mark)
    }
}

extension TransportFailure {
    /// The domain's word for how far a transfer came.
    init(_ phase: TransferError.Phase) {
        switch phase {
        case .dns: self = .resolve
        case .connect: self = .connect
        case .tls: self = .tls
        case .send, .receive: self = .broken
        case .timeout: self = .timeout
        case .tooLarge: self = .unreadable
        case .cancelled: self = .cancelled
        case .invalidRequest, .other: self = .invalidRequest
        }
    }
}
