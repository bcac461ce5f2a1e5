// The eight ways an attempt at a provider can end, and what each says about the provider.
// Pure. The raw values are stored on disk: never renumber them.

/// How one attempt at a provider ended: the classes of the contract, each attempt in exactly one.
package enum OutcomeClass: UInt8, CaseIterable, Sendable {
    case ok = 0
    case timeout = 1
    case network = 2
    case upstream5xx = 3
    case invalidResponse = 4
    case credential = 5
    case throttled = 6
    case clientFault = 7

    /// Number of classes, and of counters wherever outcomes are counted by class.
    package static let count = 8

    /// The name in JSON bodies, metric labels and log lines.
    package var name: StaticString {
        switch self {
        case .ok: "ok"
        case .timeout: "timeout"
        case .network: "network"
        case .upstream5xx: "upstream_5xx"
        case .invalidResponse: "invalid_response"
        case .credential: "credential"
        case .throttled: "throttled"
        case .clientFault: "client_fault"
        }
    }

    /// Whether the class is evidence about the provider; `throttled` and `clientFault` are not.
    package var isCounted: Bool {
        switch self {
        case .ok, .timeout, .network, .upstream5xx, .invalidResponse, .credential: true
        case .throttled, .clientFault: false
        }
    }

    /// Whether the class is evidence against the provider.
    package var isFailure: Bool { isCounted && self != .ok }
}
