// What a handler sees of a request: a view of the bytes it came in, valid while the handler runs.
package import HTTPCore

/// A request in the buffer it was received in. Handlers borrow it; it cannot be kept.
@safe
package struct Request: ~Copyable {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let headAddress: UnsafePointer<RequestHead>
    /// Who sent it.
    package let peer: PeerAddress
    /// Where the parameter of the route's template stands; nil for a template without one.
    package let parameterSlice: Slice?
    /// The body, for a route that takes one; else empty.
    package var body: [UInt8] { unsafe pending?._withUnsafeGuaranteedRef { $0.body } ?? [] }
    // Why unmanaged: the pending request makes this view and outlives it, and a request without a
    // body counts no reference.
    private let pending: Unmanaged<PendingRequest>?
    /// Equal for two requests of one loop only where their heads are the same bytes; 0 for one of
    /// which that is not known.
    package let headNumber: UInt64
    /// False for a request without a usable head, of which nothing else may be asked.
    package let isParsed: Bool

    init(
        bytes: UnsafeBufferPointer<UInt8>, head: UnsafePointer<RequestHead>,
        peer: PeerAddress = PeerAddress(), parameter: Slice? = nil,
        pending: PendingRequest? = nil, isParsed: Bool = true, headNumber: UInt64 = 0
    ) {
        unsafe self.bytes = unsafe bytes
        unsafe headAddress = unsafe head
        self.peer = peer
        parameterSlice = parameter
        unsafe self.pending = pending.map { unsafe Unmanaged.passUnretained($0) }
        self.isParsed = isParsed
        self.headNumber = headNumber
    }

    /// The method.
    package var method: Method { unsafe headAddress.pointee.method }

    /// Where the path stands.
    package var path: Slice { unsafe headAddress.pointee.path }

    /// Where the query stands; nil without one.
    package var query: Slice? { unsafe headAddress.pointee.query }

    /// Where the method's own letters stand.
    package var methodSlice: Slice { unsafe headAddress.pointee.methodSlice }

    /// Where the authority stands; nil where HTTP/1.0 named none.
    package var authority: Slice? { unsafe headAddress.pointee.authority }

    /// How the body is delimited.
    var framing: BodyFraming { unsafe headAddress.pointee.framing }

    /// Whether a precondition on an entity tag came; costs one look at a word.
    package var isConditional: Bool { has(.ifNoneMatch) || has(.ifMatch) }

    /// What the preconditions come to for a reply with this entity tag (RFC 9110 section 13.2.2).
    package func judge(entityTag: Span<UInt8>) -> Preconditions.Verdict {
        withBytes { unsafe Preconditions.judge(headAddress.pointee, entityTag, $0) }
    }

    /// 0 or 1.
    package var minorVersion: Int { unsafe headAddress.pointee.minorVersion }

    /// The value of the first field of a name.
    package func first(_ name: FieldName) -> Slice? { unsafe headAddress.first(name) }

    /// Whether a field of that name came; costs one look at a word.
    package func has(_ name: FieldName) -> Bool { unsafe headAddress.has(name) }

    /// Runs the body with the value of every field of that name, in the order they came.
    package func forEach(_ name: FieldName, _ body: (Slice) -> Void) {
        guard has(name) else { return }
        for field in unsafe headAddress.pointee.fields where field.name == name {
            body(field.value)
        }
    }

    /// The value of a field that came exactly once.
    package func only(_ name: FieldName) -> Slice? { unsafe headAddress.only(name) }

    /// The value of a field that the server has no name for, where it came exactly once; the name
    /// is in lower case. Looks at every field line.
    package func onlyOther(_ name: StaticString) -> Slice? {
        var found: Slice?
        for field in unsafe headAddress.pointee.fields where field.name == .other {
            guard withBytes({ field.nameSlice.equalsIgnoringCase(name, in: $0) }) else { continue }
            guard found == nil else { return nil }
            found = field.value
        }
        return found
    }

    /// The values of every field of a name, in order; not for hot paths.
    package func texts(_ name: FieldName) -> [String] {
        unsafe headAddress.pointee.fields.filter { $0.name == name }.map { text($0.value) }
    }

    /// Runs the body with the bytes that all slices refer to.
    package func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(unsafe Span(_unsafeElements: bytes))
    }

    /// The text of a slice; not for hot paths.
    package func text(_ slice: Slice) -> String { withBytes { slice.text(in: $0) } }

    /// The route's parameter, percent-decoded; nil where it cannot match anything.
    package var parameter: String? {
        guard let parameterSlice else { return nil }
        return withBytes { PercentDecoding.segment(parameterSlice, in: $0) }
    }

    /// The last value of a query parameter, decoded; nil where it is absent.
    package func queryParameter(_ name: StaticString) -> String? {
        guard query != nil else { return nil }
        return withBytes { PercentDecoding.lastParameter(name, in: query, of: $0) }
    }
}
