// The kinds of value that only tracing has: endpoints, addresses, lists of pairs, origins.
import TraceSDK
import Wire

/// A name and value of a header that goes with each export.
package struct ExportHeader: Hashable, Sendable {
    /// The field name, a token in lower case.
    package let name: String
    /// The field value, which may be a credential.
    package let value: Secret

    /// The header `name: value`.
    package init(name: String, value: Secret) {
        self.name = name
        self.value = value
    }
}

/// A resource attribute given by the operator.
package struct ResourceAttribute: Hashable, Sendable {
    /// Its key, such as `team`.
    package let key: String
    /// Its value.
    package let value: String
}

extension Grammar where Value == WebAddress {
    static var address: Self {
        Grammar("an address such as https://host:port/path", show: { $0.displayed }) { text in
            guard case .success(let address) = WebAddress.parse(text) else { return nil }
            return address
        }
    }
}

extension Grammar where Value == [ExportHeader] {
    /// `k1=v1,k2=v2`, values percent-decoded: the baggage list of the OTLP exporter specification.
    static var headers: Self {
        let expects = "headers as name=value,name=value, at most \(maximumHeaders)"
        return Grammar(expects, show: { _ in "***" }) { text in
            var headers: [ExportHeader] = []
            for pair in Pairs.split(text) {
                guard let pair, pair.key.utf8.allSatisfy(\.isToken),
                    pair.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
                else { return nil }
                let header = ExportHeader(
                    name: pair.key.lowercased(), value: Secret(pair.value))
                headers.removeAll { $0.name == header.name }
                headers.append(header)
            }
            return headers.count <= maximumHeaders ? headers : nil
        }
    }

    /// Why half of what a request may have (`TransferLimits`): the exporter's own come to these.
    static var maximumHeaders: Int { 32 }
}

extension Grammar where Value == [ResourceAttribute] {
    /// `k1=v1,k2=v2`, both percent-decoded; one bad pair voids all, as the specification asks.
    static var attributes: Self {
        Grammar(
            "attributes as key=value,key=value",
            show: { $0.map { "\($0.key)=\($0.value)" }.joined(separator: ",") },
            parse: { text in
                var attributes: [ResourceAttribute] = []
                for pair in Pairs.split(text) {
                    guard let pair, let key = PercentCoding.decoded(pair.key) else { return nil }
                    attributes.removeAll { $0.key == key }
                    attributes.append(ResourceAttribute(key: key, value: pair.value))
                }
                return attributes.count <= 128 ? attributes : nil
            })
    }
}

extension Grammar where Value == [Propagator] {
    /// Words by commas, a repeated one once; those that are not known are left out, and only a list
    /// of nothing but such is none. `none` among them is the empty list.
    static var propagators: Self {
        let known = (Propagator.allCases.map(\.rawValue) + ["none"]).joined(separator: ", ")
        return Grammar(
            "some of \(known)",
            show: { $0.isEmpty ? "none" : $0.map(\.rawValue).joined(separator: ",") },
            parse: { text in
                var found: [Propagator] = []
                let words = Pairs.items(text.lowercased())
                if words.contains("none") { return [] }
                for word in words {
                    guard let one = Propagator(rawValue: word), !found.contains(one) else {
                        continue
                    }
                    found.append(one)
                }
                return found.isEmpty ? nil : found
            })
    }
}

extension Grammar where Value == TracesExporter {
    /// Words by commas, of which the first that is known counts: there is one exporter.
    static var exporter: Self {
        let known = TracesExporter.allCases.map(\.rawValue).joined(separator: ", ")
        return Grammar("one of \(known)", show: \.rawValue) { text in
            Pairs.items(text.lowercased()).lazy.compactMap(TracesExporter.init).first
        }
    }
}

/// The share of a route's new traces that is recorded.
package struct RouteRatio: Hashable, Sendable {
    /// The route's template.
    package let route: String
    /// From 0 to 1.
    package let ratio: Double
}

extension Grammar where Value == [RouteRatio] {
    /// `route=share` by commas; a route that this server does not have makes it none.
    static var routeRatios: Self {
        let routes = GatewayRoute.allCases.map { "\($0.template)" }
        return Grammar(
            "route=share by commas, the routes being \(routes.joined(separator: " "))",
            show: { $0.map { "\($0.route)=\($0.ratio)" }.joined(separator: ",") },
            parse: { text in
                var ratios: [RouteRatio] = []
                for pair in Pairs.split(text) {
                    guard let pair, routes.contains(pair.key),
                        let ratio = Grammar<Double>.ratio.parse(pair.value)
                    else { return nil }
                    ratios.removeAll { $0.route == pair.key }
                    ratios.append(RouteRatio(route: pair.key, ratio: ratio))
                }
                return ratios
            })
    }
}

extension Grammar where Value == [String] {
    /// Origins that other sites' scripts may call from: `*` or `https://host`, by commas.
    static var origins: Self {
        Grammar("origins such as https://app.acme.com, or *", show: show) { text in
            let items = Pairs.items(text)
            let areOrigins = items.allSatisfy { item in
                guard item != "*", case .success(let address) = WebAddress.parse(item) else {
                    return item == "*"
                }
                return address.origin == item && address.hasWrittenScheme
            }
            return areOrigins && items.count <= 64 ? items : nil
        }
    }

    private static var show: @Sendable ([String]) -> String {
        { $0.isEmpty ? "none" : $0.joined(separator: ",") }
    }
}

/// Lists by commas, and the pairs in them.
enum Pairs {
    /// The items between commas, trimmed; empty ones left out.
    static func items(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
    }

    /// Each item split at its first equals sign, the value percent-decoded; `nil` for what is no
    /// pair.
    static func split(_ text: String) -> [(key: String, value: String)?] {
        items(text).map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = PercentCoding.decoded(parts[1].trimmingBlanks())
            else { return nil }
            let key = parts[0].trimmingBlanks()
            return key.isEmpty ? nil : (key, value)
        }
    }
}
