// The bodies of the API as schemas. What has a bound or a set of words takes it from where the
// bodies and the readers of parameters take it.
import Health
import Wire

/// A schema with a name.
enum ApiComponent: String, CaseIterable {
    case root = "Root"
    case health = "Health"
    case scores = "Scores"
    case provider = "ProviderHealth"
    case providers = "ProviderHealthList"
    case errors = "ProviderErrors"
    case problem = "Problem"
    case document = "OpenAPI"

    /// What the body looks like.
    var schema: JSONValue {
        switch self {
        case .root: Self.rootSchema
        case .health: Self.healthSchema
        case .scores: ApiSchema.map(ApiSchema.orNull(Self.score))
        case .provider: Self.providerSchema
        case .providers: ApiSchema.list(ApiSchema.reference(.provider))
        case .errors: Self.errorsSchema
        case .problem: Self.problemSchema
        case .document: ApiSchema.json(["type": .string("object")])
        }
    }

    private static let score = ApiSchema.integer(0...100)
    private static let time = ApiSchema.text(format: "date-time")
    private static let traceID = ApiSchema.text(pattern: "^[0-9a-f]{32}$")

    private static var rootSchema: JSONValue {
        ApiSchema.object([
            "service": ApiSchema.text(), "version": ApiSchema.text(),
            "environment": ApiSchema.text(),
            "routes": ApiSchema.list(
                ApiSchema.object([
                    "method": ApiSchema.text(), "path": ApiSchema.text(),
                    "summary": ApiSchema.text(),
                ])),
            "docs": ApiSchema.constant("\(GatewayRoute.document.template)"),
        ])
    }

    private static var healthSchema: JSONValue {
        ApiSchema.object([
            "status": ApiSchema.constant("healthy"), "service": ApiSchema.text(),
            "version": ApiSchema.text(), "environment": ApiSchema.text(), "timestamp": time,
            "uptime_seconds": ApiSchema.number(),
            "tracing": ApiSchema.object(
                [
                    "state": ApiSchema.words(TracingStatus.State.allCases.map(\.rawValue)),
                    "endpoint": ApiSchema.orNull(ApiSchema.text()),
                    "exported_spans": ApiSchema.count, "dropped_spans": ApiSchema.count,
                    "queued_spans": ApiSchema.count, "last_success": ApiSchema.orNull(time),
                    "reason": ApiSchema.text(),
                ], optional: ["reason"]),
            "store": ApiSchema.object([
                "kind": ApiSchema.text(), "state": ApiSchema.text(), "durable": ApiSchema.flag,
            ]),
        ])
    }

    private static var providerSchema: JSONValue {
        let latency = ApiSchema.orNull(ApiSchema.count)
        return ApiSchema.object([
            "provider": ApiSchema.text(), "health_score": ApiSchema.orNull(score),
            "status": ApiSchema.words(ProviderStatus.allCases.map { "\($0.name)" }),
            "last_updated": ApiSchema.orNull(time), "window_seconds": ApiSchema.count,
            "samples": ApiSchema.count,
            "success_rate": ApiSchema.orNull(ApiSchema.number(maximum: 1)),
            "latency_ms": ApiSchema.object(["p50": latency, "p95": latency, "p99": latency]),
            "outcomes": outcomes,
        ])
    }

    private static var outcomes: JSONValue {
        let names = OutcomeClass.allCases.map { "\($0.name)" }
        return ApiSchema.json([
            "type": .string("object"),
            "properties": .object(names.map { JSONMember(key: $0, value: ApiSchema.count) }),
            "required": .array(names.map { .string($0) }),
        ])
    }

    private static var errorsSchema: JSONValue {
        let failures = OutcomeClass.allCases.filter { $0 != .ok }.map { "\($0.name)" }
        let record = ApiSchema.object([
            "timestamp": time, "model": ApiSchema.orNull(ApiSchema.text()),
            "class": ApiSchema.words(failures),
            "status": ApiSchema.orNull(ApiSchema.count), "error": ApiSchema.text(),
            "latency_ms": ApiSchema.count,
            "source": ApiSchema.words(OutcomeSource.allCases.map { "\($0.name)" }),
            "trace_id": ApiSchema.orNull(traceID),
        ])
        return ApiSchema.object([
            "provider": ApiSchema.text(),
            "errors": ApiSchema.list(record, maximum: ErrorsQuery.limits.upperBound),
        ])
    }

    private static var problemSchema: JSONValue {
        let kinds = ParameterProblem.Kind.allCases.map(\.rawValue)
        return ApiSchema.object(
            [
                "type": ApiSchema.constant("about:blank"), "title": ApiSchema.text(),
                "status": ApiSchema.integer(400...599), "detail": ApiSchema.text(),
                "trace_id": traceID,
                "errors": ApiSchema.list(
                    ApiSchema.object([
                        "type": ApiSchema.words(kinds), "loc": ApiSchema.list(ApiSchema.text()),
                        "msg": ApiSchema.text(), "input": ApiSchema.text(),
                    ])),
            ], optional: ["errors"])
    }
}
