// One route: what it answers, which body it takes, and who answers it.
package import HTTPCore

/// One method of one path template and the function that answers it.
package struct Route {
    /// The method; a GET route serves HEAD too.
    package let method: Method
    /// The path, with at most one `{parameter}`, which stands for one whole segment.
    package let template: StaticString
    /// A few words for the list of routes.
    package let summary: StaticString
    /// Bytes of body it takes; nil where it takes none and a body is discarded.
    package let bodyLimit: Int?
    /// Whether it is answered however much the loop lags.
    package let answersUnderLoad: Bool
    /// Media types of body it takes, in lower case; with none of them any type is taken.
    package let mediaTypes: [StaticString]
    /// Content codings of body that the handler undoes itself, in lower case; other ones are 415.
    package let codings: [StaticString]
    /// Answers a request on the loop's thread; must not block.
    package let handler: (borrowing Request, inout ResponseWriter) -> Void

    /// Describes a route.
    package init(
        _ method: Method, _ template: StaticString, summary: StaticString = "",
        bodyLimit: Int? = nil, answersUnderLoad: Bool = false,
        mediaTypes: [StaticString] = [], codings: [StaticString] = [],
        handler: @escaping (borrowing Request, inout ResponseWriter) -> Void
    ) {
        self.method = method
        self.template = template
        self.summary = summary
        self.bodyLimit = bodyLimit
        self.answersUnderLoad = answersUnderLoad
        self.mediaTypes = mediaTypes
        self.codings = codings
        self.handler = handler
    }

    /// Whether the body's one Content-Type is a type that the route takes; parameters are ignored.
    func takesType(of request: borrowing Request) -> Bool {
        guard !mediaTypes.isEmpty else { return true }
        guard let field = request.only(.contentType) else { return false }
        return request.withBytes { bytes in
            var end = field.start
            while end < field.end, bytes[end] != 0x3B { end += 1 }
            while end > field.start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
            let essence = Slice(start: field.start, count: end - field.start)
            return mediaTypes.contains { essence.equalsIgnoringCase($0, in: bytes) }
        }
    }

    /// Whether the body is coded in no way, or in one that the handler undoes.
    func takesCoding(of request: borrowing Request) -> Bool {
        guard request.first(.contentEncoding) != nil else { return true }
        guard let coding = request.only(.contentEncoding) else { return false }
        return request.withBytes { bytes in
            coding.equalsIgnoringCase("identity", in: bytes)
                || codings.contains { coding.equalsIgnoringCase($0, in: bytes) }
        }
    }
}
