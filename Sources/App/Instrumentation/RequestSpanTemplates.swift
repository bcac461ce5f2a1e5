// What the spans of a request that went well always say, encoded before the first one. Confined to
// its loop's thread.
import HTTPCore
import OTLP

/// The usual fields of SERVER spans by route, and of INTERNAL spans by provider.
struct RequestSpanTemplates {
    private let server = SpanTemplates(capacity: GatewayRoute.allCases.count)
    private let inner: SpanTemplates

    /// Encodes them for the routes, and for the canonical names of the providers in their order.
    init(style: SpanStyle, providers: [String]) {
        for route in GatewayRoute.allCases {
            server.set(route.rawValue) {
                RequestSpans.encodeFacts(
                    route.template, .get, .ok, 1, isSecure: false, style, into: &$0)
            }
        }
        inner = SpanTemplates(capacity: providers.count)
        guard let name = GatewayRoute.provider.innerSpanName else { return }
        for (index, provider) in providers.enumerated() {
            inner.set(index) {
                $0.name(name)
                $0.attribute("provider", provider)
            }
        }
    }

    /// The fields of `GET route` answered 200 over HTTP/1.1.
    func appendServer(_ route: GatewayRoute, to encoder: inout SpanEncoder) {
        encoder.append(route.rawValue, of: server)
    }

    /// Whether a provider was in the registry that the loop began with.
    func hasInner(provider index: Int) -> Bool { inner.has(index) }

    /// The fields of one provider's health.
    func appendInner(provider index: Int, to encoder: inout SpanEncoder) {
        encoder.append(index, of: inner)
    }
}
