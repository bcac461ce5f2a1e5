// The body of `GET /openapi.json`: OpenAPI 3.1, made of the routes that are served, so that it
// cannot tell another story. Written once at start.
import HTTPCore
import Wire

/// Writes the document.
enum ApiDocument {
    /// The document of the API at one version of the service.
    static func render(_ identity: InstanceIdentity) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(
            ApiSchema.json([
                "openapi": .string("3.1.0"),
                "info": ApiSchema.json([
                    "title": .string(identity.name), "version": .string(identity.version),
                    "description": .string(description),
                ]),
                "paths": .object(GatewayRoute.allCases.map(path)),
                "components": components,
            ]))
        return writer.finish() + [0x0A]
    }

    private static let description = """
        How each LLM provider is doing, from evidence alone. Every reply carries the trace, span \
        and request id; `traceparent` is read. Errors are problems (RFC 9457). Another method is \
        405, another path 404, a method that nobody knows 501. Bodies with an ETag take \
        `If-None-Match` and `If-Match`.
        """

    private static func path(_ route: GatewayRoute) -> JSONMember {
        let options = ApiReply(
            status: .noContent, description: "The methods of the path.", headers: [.allow])
        let own = route.replies
        return JSONMember(
            key: "\(route.template)",
            value: ApiSchema.json([
                "get": operation(route, "", route.parameters, own.map { ($0, true) }),
                "head": operation(route, "Head", route.parameters, own.map { ($0, false) }),
                "options": operation(
                    route, "Options", route.parameters.compactMap(\.forAnyMethod),
                    [(options, false)]
                        + (route.parameters.contains { $0.place == .path }
                            ? [(ApiReply.noSegment, true)] : [])),
            ]))
    }

    private static func operation(
        _ route: GatewayRoute, _ suffix: String, _ parameters: [ApiParameter],
        _ own: [(reply: ApiReply, hasBody: Bool)]
    ) -> JSONValue {
        var members = [
            JSONMember(key: "operationId", value: .string(route.operation + suffix)),
            JSONMember(key: "summary", value: .string("\(route.summary)")),
        ]
        if !parameters.isEmpty {
            let list = JSONValue.array(parameters.map(\.json))
            members.append(JSONMember(key: "parameters", value: list))
        }
        let replies = own.map { reply, hasBody in
            JSONMember(key: "\(reply.status.code)", value: reply.json(withBody: hasBody))
        }
        let common = ApiReply.everywhere.map { reply in
            let path = "#/components/responses/\(reply.status.code)"
            return JSONMember(
                key: "\(reply.status.code)", value: ApiSchema.json(["$ref": .string(path)]))
        }
        members.append(JSONMember(key: "responses", value: .object(replies + common)))
        return .object(members)
    }

    private static var components: JSONValue {
        ApiSchema.json([
            "schemas": .object(
                ApiComponent.allCases.map { JSONMember(key: $0.rawValue, value: $0.schema) }),
            "headers": .object(
                ApiHeader.allCases.map { JSONMember(key: $0.rawValue, value: $0.json) }),
            "responses": .object(
                ApiReply.everywhere.map {
                    JSONMember(key: "\($0.status.code)", value: $0.json(withBody: true))
                }),
        ])
    }
}
