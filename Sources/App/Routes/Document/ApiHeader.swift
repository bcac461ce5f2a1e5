// The fields of replies that the document describes.
import Wire

/// A field of a reply.
enum ApiHeader: String, CaseIterable {
    case traceID = "X-Trace-Id"
    case spanID = "X-Span-Id"
    case requestID = "X-Request-Id"
    case entityTag = "ETag"
    case cacheControl = "Cache-Control"
    case allow = "Allow"
    case vary = "Vary"

    /// Those of every reply.
    static let everywhere: [ApiHeader] = [.traceID, .spanID, .requestID]

    /// References to the components of these fields.
    static func json(_ headers: [ApiHeader]) -> JSONValue {
        .object(
            headers.map { header in
                let path = "#/components/headers/\(header.rawValue)"
                return JSONMember(
                    key: header.rawValue, value: ApiSchema.json(["$ref": .string(path)]))
            })
    }

    /// What the document says of it.
    var json: JSONValue {
        ApiSchema.json([
            "description": .string(description), "required": .boolean(true), "schema": schema,
        ])
    }

    private var description: String {
        switch self {
        case .traceID: "The trace of this request."
        case .spanID: "The span of this request."
        case .requestID: "The caller's own id, where it is 1 to 128 visible characters."
        case .entityTag: "The validator of this representation."
        case .cacheControl: "Whether the reply may be kept."
        case .allow: "The methods of the path."
        case .vary: "What else the representation depends on."
        }
    }

    private var schema: JSONValue {
        switch self {
        case .traceID: ApiSchema.text(pattern: "^[0-9a-f]{32}$")
        case .spanID: ApiSchema.text(pattern: "^[0-9a-f]{16}$")
        case .requestID: ApiSchema.text(pattern: "^[!-~]{1,128}$")
        case .entityTag: ApiSchema.text(pattern: "^\"[0-9a-f]{16}\"$")
        case .cacheControl: ApiSchema.words(["no-cache", "no-store"])
        case .allow, .vary: ApiSchema.text()
        }
    }
}
