// The routes of the contract's section 1, once: the HTTP floor, the spans, the metrics and the log
// take their templates from here.
import HTTPCore

/// A route of the API; the raw value is its index wherever routes are numbered.
package enum GatewayRoute: Int, CaseIterable, Sendable {
    case root, health, scores, provider, errors, metrics, document

    /// The path, exactly as in the contract.
    package var template: StaticString {
        switch self {
        case .root: "/"
        case .health: "/health"
        case .scores: "/api/monitoring/health"
        case .provider: "/api/monitoring/health/{provider}"
        case .errors: "/api/monitoring/errors/{provider}"
        case .metrics: "/metrics"
        case .document: "/openapi.json"
        }
    }

    /// A few words for the list of routes.
    package var summary: StaticString {
        switch self {
        case .root: "This list of routes"
        case .health: "Whether the process serves, and how tracing and the store do"
        case .scores: "The score of every provider"
        case .provider: "One provider's score and the evidence behind it"
        case .errors: "One provider's newest errors"
        case .metrics: "Prometheus metrics"
        case .document: "The OpenAPI document of this API"
        }
    }

    /// The name of the INTERNAL span inside a request of this route, as the design documents have
    /// it; nil for routes without one.
    package var innerSpanName: StaticString? {
        switch self {
        case .health: "health_check"
        case .scores: "get_provider_health"
        case .provider: "get_provider_health_detail"
        case .errors: "get_provider_errors"
        case .root, .metrics, .document: nil
        }
    }

    /// Whether it is answered however overloaded a loop is: how else would anyone know.
    package var answersUnderLoad: Bool { self == .health || self == .metrics }
}
