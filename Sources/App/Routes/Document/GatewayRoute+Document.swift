// What each route reads and answers. A new route does not compile without its lines here.
import HTTPCore
import Wire

extension GatewayRoute {
    /// The name of its GET among the document's operations.
    var operation: String {
        switch self {
        case .root: "listRoutes"
        case .health: "getHealth"
        case .scores: "listProviderHealth"
        case .provider: "getProviderHealth"
        case .errors: "listProviderErrors"
        case .metrics: "getMetrics"
        case .document: "getDocument"
        }
    }

    /// What it reads of the target.
    var parameters: [ApiParameter] {
        switch self {
        case .root, .health, .metrics, .document: []
        case .scores: [.detail, .unknown]
        case .provider: [.provider]
        case .errors: [.provider, .limit]
        }
    }

    /// Every status that its GET answers with, beside those of any request.
    var replies: [ApiReply] {
        let unknownProvider = ApiReply.problem(.notFound, "There is no such provider.")
        let refusedParameter = ApiReply.problem(
            .unprocessableContent, "A query parameter was refused; `errors` says why.")
        let kept: [ApiHeader] = [.entityTag, .cacheControl]
        switch self {
        case .root:
            return [.json("The routes.", ApiSchema.reference(.root), headers: kept)]
                + ApiReply.conditional
        case .health:
            return [
                .json(
                    "The process serves.", ApiSchema.reference(.health), headers: [.cacheControl])
            ]
        case .scores:
            let either = [ApiSchema.reference(.scores), ApiSchema.reference(.providers)]
            let body = ApiSchema.json(["anyOf": .array(either)])
            return [.json("Scores, or objects.", body, headers: kept), refusedParameter]
                + ApiReply.conditional
        case .provider:
            return [
                .json("The provider.", ApiSchema.reference(.provider), headers: kept),
                unknownProvider,
            ] + ApiReply.conditional
        case .errors:
            return [
                .json(
                    "Its errors, the newest first.", ApiSchema.reference(.errors),
                    headers: [.cacheControl]),
                unknownProvider, refusedParameter,
            ]
        case .metrics:
            let page = ApiReply.Body(mediaType: "text/plain", schema: ApiSchema.text())
            return [
                ApiReply(
                    status: .ok, description: "Prometheus text, version 0.0.4.", body: page,
                    headers: [.cacheControl, .vary])
            ]
        case .document:
            return [.json("This document.", ApiSchema.reference(.document), headers: kept)]
                + ApiReply.conditional
        }
    }
}
