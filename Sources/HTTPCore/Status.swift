// Status codes and their phrases (RFC 9110 section 15, RFC 6585).

/// A status code that this server sends.
@usableFromInline package struct Status: Hashable, Sendable {
    /// The three digits.
    @usableFromInline package let code: UInt16

    /// Whether two are the same; compared in place, wherever they are compared.
    @inlinable package static func == (left: Status, right: Status) -> Bool {
        left.code == right.code
    }

    /// Wraps a code between 100 and 599.
    package init(_ code: UInt16) {
        precondition((100...599).contains(code), "a status code has three digits, 100 to 599")
        self.code = code
    }

    /// 200
    package static let ok = Status(200)
    /// 204
    package static let noContent = Status(204)
    /// 304
    package static let notModified = Status(304)
    /// 400
    package static let badRequest = Status(400)
    /// 404
    package static let notFound = Status(404)
    /// 405
    package static let methodNotAllowed = Status(405)
    /// 408
    package static let requestTimeout = Status(408)
    /// 412
    package static let preconditionFailed = Status(412)
    /// 413
    package static let contentTooLarge = Status(413)
    /// 414
    package static let uriTooLong = Status(414)
    /// 415
    package static let unsupportedMediaType = Status(415)
    /// 417
    package static let expectationFailed = Status(417)
    /// 422
    package static let unprocessableContent = Status(422)
    /// 431
    package static let requestHeaderFieldsTooLarge = Status(431)
    /// 500
    package static let internalServerError = Status(500)
    /// 501
    package static let notImplemented = Status(501)
    /// 503
    package static let serviceUnavailable = Status(503)
    /// 505
    package static let httpVersionNotSupported = Status(505)

    /// Whether a reply with this status has neither body nor Content-Length (RFC 9110 section 8.6).
    package var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }

    /// The reason phrase; empty for a code outside the registry's common part.
    package var phrase: StaticString {
        switch code {
        case 100: "Continue"
        case 200: "OK"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 500...: serverPhrase
        default: clientPhrase
        }
    }

    private var clientPhrase: StaticString {
        switch code {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        default: ""
        }
    }

    private var serverPhrase: StaticString {
        switch code {
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}
