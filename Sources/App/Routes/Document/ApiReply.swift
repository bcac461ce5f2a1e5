// A reply of a route, as the document shows it.
import HTTPCore
import Wire

/// A status that a route answers with, and what comes with it.
struct ApiReply {
    /// A body: its media type and what it looks like.
    struct Body {
        let mediaType: String
        let schema: JSONValue
    }

    let status: Status
    let description: String
    var body: Body?
    /// Names of components that describe its fields, beyond those of every reply.
    var headers: [ApiHeader] = []

    /// What the document says of it; a reply to HEAD has no body.
    func json(withBody: Bool) -> JSONValue {
        let fields = ApiHeader.everywhere + headers
        var members = [
            JSONMember(key: "description", value: .string(description)),
            JSONMember(key: "headers", value: ApiHeader.json(fields)),
        ]
        if withBody, let body {
            let content = ApiSchema.json([body.mediaType: ApiSchema.json(["schema": body.schema])])
            members.append(JSONMember(key: "content", value: content))
        }
        return .object(members)
    }

    /// A 200 with a body of JSON.
    static func json(
        _ description: String, _ schema: JSONValue, headers: [ApiHeader] = []
    ) -> ApiReply {
        ApiReply(
            status: .ok, description: description,
            body: Body(mediaType: "application/json", schema: schema), headers: headers)
    }

    /// A problem (RFC 9457).
    static func problem(_ status: Status, _ description: String) -> ApiReply {
        ApiReply(
            status: status, description: description,
            body: Body(
                mediaType: "application/problem+json", schema: ApiSchema.reference(.problem)),
            headers: [.cacheControl])
    }

    /// What a snapshot answers beside its 200.
    static let conditional = [
        ApiReply(
            status: .notModified, description: "The client has this representation already.",
            headers: [.entityTag, .cacheControl]),
        problem(.preconditionFailed, "`If-Match` names another representation."),
    ]

    /// What any method comes to where the parameter of a path can be no segment of one.
    static let noSegment = problem(
        .notFound, "The parameter holds an escaped slash or backslash, or is no UTF-8.")

    /// What any request may come to, whatever its path: refusals of `docs/http-rows.md`.
    static let everywhere = [
        problem(.badRequest, "The request is malformed."),
        problem(.requestTimeout, "The request did not arrive in time."),
        problem(.contentTooLarge, "The request's body is too large."),
        problem(.uriTooLong, "The request line is too long."),
        problem(.expectationFailed, "`Expect` holds something else than `100-continue`."),
        problem(.requestHeaderFieldsTooLarge, "The request's fields are too large or too many."),
        problem(.notImplemented, "The transfer coding is not implemented."),
        problem(.serviceUnavailable, "The server has more to do than it can; see `Retry-After`."),
        problem(.httpVersionNotSupported, "The request's HTTP version is not supported."),
    ]
}
