// Request methods: a closed set, since everything else is answered alike.

/// The methods of RFC 9110 section 9, PATCH (RFC 5789) and QUERY; matching is by exact case.
@usableFromInline package enum Method: UInt8, Sendable, CaseIterable {
    case get, head, post, put, delete, connect, options, trace, patch, query
    /// A valid token that is none of the above.
    case other

    /// Whether two are the same; compared in place, wherever they are compared.
    @inlinable package static func == (left: Method, right: Method) -> Bool {
        switch (left, right) {
        case (.get, .get), (.head, .head), (.post, .post), (.put, .put), (.delete, .delete),
            (.connect, .connect), (.options, .options), (.trace, .trace), (.patch, .patch),
            (.query, .query), (.other, .other):
            true
        default: false
        }
    }

    /// The method's name; `_OTHER` for one outside the set, as the semantic conventions want it.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .connect: "CONNECT"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .patch: "PATCH"
        case .query: "QUERY"
        case .other: "_OTHER"
        }
    }

    /// Reads a method token; unknown and lower-case ones are `other`.
    init(_ bytes: Span<UInt8>, _ slice: Slice) {
        switch slice.count {
        case 3: self = slice.equals("GET", in: bytes) ? .get : Self.put(bytes, slice)
        case 4: self = slice.equals("HEAD", in: bytes) ? .head : Self.post(bytes, slice)
        case 5: self = Self.fiveLetters(bytes, slice)
        case 6: self = slice.equals("DELETE", in: bytes) ? .delete : .other
        case 7: self = slice.equals("OPTIONS", in: bytes) ? .options : Self.connect(bytes, slice)
        default: self = .other
        }
    }

    private static func put(_ bytes: Span<UInt8>, _ slice: Slice) -> Method {
        slice.equals("PUT", in: bytes) ? .put : .other
    }

    private static func post(_ bytes: Span<UInt8>, _ slice: Slice) -> Method {
        slice.equals("POST", in: bytes) ? .post : .other
    }

    private static func connect(_ bytes: Span<UInt8>, _ slice: Slice) -> Method {
        slice.equals("CONNECT", in: bytes) ? .connect : .other
    }

    private static func fiveLetters(_ bytes: Span<UInt8>, _ slice: Slice) -> Method {
        if slice.equals("TRACE", in: bytes) { return .trace }
        if slice.equals("QUERY", in: bytes) { return .query }
        return slice.equals("PATCH", in: bytes) ? .patch : .other
    }
}
