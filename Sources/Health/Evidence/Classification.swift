// The one place where an answer becomes a verdict on the provider.
// Pure and total; every pair of input and class stands in a table of the tests.

extension OutcomeClass {
    /// Classifies an answer; `nil` only for a cancelled attempt, which is evidence of nothing.
    ///
    /// An expected status is right whatever its number. Every attempt is made in our own name, so
    /// 401, 402 and 403 always mean that the provider, as it is set up, does not serve us.
    package init?(_ answer: AttemptAnswer) {
        switch answer {
        case .response(let response):
            self = Self.judge(response)
        case .failure(let failure):
            guard let verdict = Self.judge(failure) else { return nil }
            self = verdict
        }
    }

    private static func judge(_ response: AttemptResponse) -> Self {
        if response.isExpectedStatus { return response.hasRightBody ? .ok : .invalidResponse }
        switch response.statusCode {
        case 401, 402, 403: return .credential
        case 429: return .throttled
        case 400...499: return .clientFault
        case 500...599: return .upstream5xx
        default: return .invalidResponse
        }
    }

    private static func judge(_ failure: TransportFailure) -> Self? {
        switch failure {
        case .timeout: .timeout
        case .resolve, .connect, .tls, .broken: .network
        case .unreadable: .invalidResponse
        case .invalidRequest: .clientFault
        case .cancelled: nil
        }
    }
}
