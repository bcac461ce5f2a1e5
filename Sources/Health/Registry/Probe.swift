// How a provider is asked whether it is well: one unbilled GET.
// Pure. Never holds a key, only the name of the variable that does.

/// The request that probes a provider, and what a right answer to it is.
package struct Probe: Sendable, Equatable {
    /// The absolute `http` or `https` URL, without user-info or fragment.
    package var url: String
    /// How the key is sent.
    package var auth: ProbeAuth
    /// The environment variable that holds the key; unset, the provider is `not_configured`.
    package var apiKeyVariable: String?
    /// Further request headers, at most 16, none of them a credential.
    package var headers: [ProbeHeader]
    /// Time from one probe to the next, 0.1 s to 86,400 s.
    package var interval: Duration
    /// Time one probe may take, 0.1 s to 300 s.
    package var timeout: Duration
    /// The status codes of a right answer.
    package var expectedStatuses: [Int]

    /// Makes a probe with the defaults of the providers file.
    package init(
        url: String, auth: ProbeAuth = .none, apiKeyVariable: String? = nil,
        headers: [ProbeHeader] = [], interval: Duration = Probe.defaultInterval,
        timeout: Duration = Probe.defaultTimeout,
        expectedStatuses: [Int] = Probe.defaultExpectedStatuses
    ) {
        self.url = url
        self.auth = auth
        self.apiKeyVariable = apiKeyVariable
        self.headers = headers
        self.interval = interval
        self.timeout = timeout
        self.expectedStatuses = expectedStatuses
    }

    /// `interval_seconds` where the providers file does not say.
    package static let defaultInterval = Duration.seconds(60)
    /// `timeout_seconds` where the providers file does not say.
    package static let defaultTimeout = Duration.seconds(10)
    /// `expect_status` where the providers file does not say.
    package static let defaultExpectedStatuses = [200]
}

/// One request header of a probe.
package struct ProbeHeader: Sendable, Equatable {
    /// The field name, an RFC 9110 token.
    package var name: String
    /// The field value, visible ASCII with inner spaces and tabs.
    package var value: String

    /// Makes a header; `ProviderRegistry` checks it.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
