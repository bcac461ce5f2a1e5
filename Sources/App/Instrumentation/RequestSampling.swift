// Which requests are recorded: the sampler, and the rules of single routes. Any thread; immutable.
import TraceSDK

/// The sampler of each route, with the tracestate that a root of it begins with.
struct RequestSampling: Sendable {
    /// One route's sampler.
    struct Rule: Sendable {
        let sampler: Sampler
        /// `ot=th:…` where the sampler writes its threshold, else empty.
        let rootState: TraceState

        init(_ sampler: Sampler) {
            self.sampler = sampler
            rootState = sampler.traceState(
                from: TraceState(), traceID: .invalid, parent: nil, isSampled: true)
        }
    }

    /// The sampler of everything that has no rule of its own.
    let common: Rule
    private let rules: [Rule]
    /// Whether a root of any route begins with a tracestate.
    let rootsHaveState: Bool

    /// A rule replaces what the sampler does with a trace that nobody has decided on yet.
    init(_ sampler: Sampler, routes: [RouteRatio]) {
        let common = Rule(sampler)
        self.common = common
        guard !routes.isEmpty else {
            rules = []
            rootsHaveState = !common.rootState.isEmpty
            return
        }
        let rules = GatewayRoute.allCases.map { route in
            guard let rule = routes.last(where: { $0.route == "\(route.template)" }) else {
                return common
            }
            let own = Sampler.probability(rule.ratio)
            return Rule(sampler.followsParent ? .parentBased(root: own) : own)
        }
        self.rules = rules
        rootsHaveState = rules.contains { !$0.rootState.isEmpty } || !common.rootState.isEmpty
    }

    /// The rule of a route; nil is no route.
    func rule(_ route: Int?) -> Rule {
        guard let route, rules.indices.contains(route) else { return common }
        return rules[route]
    }
}
