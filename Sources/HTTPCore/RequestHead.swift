// A parsed request head: offsets into the bytes it was parsed from, and what they mean for framing.

/// How the body of a request is delimited (RFC 9112 section 6.3).
package enum BodyFraming: Equatable, Sendable {
    /// No body follows.
    case none
    /// Exactly this many bytes follow; never zero.
    case length(Int)
    /// Chunks follow.
    case chunked
}

/// One field line of a head.
package struct FieldLine: Equatable, Sendable {
    /// Which of the names that the server knows.
    package let name: FieldName
    /// Where the name stands.
    package let nameSlice: Slice
    /// Where the value stands, without the white space around it.
    package let value: Slice
}

/// A request head as offsets; it is meaningful only together with its bytes.
package struct RequestHead: Equatable, Sendable {
    /// The method.
    package internal(set) var method = Method.other
    /// Where the method stands.
    package internal(set) var methodSlice = Slice.empty
    /// Where the whole request target stands.
    package internal(set) var target = Slice.empty
    /// The path part of the target, without its query; empty for `*` and for CONNECT.
    package internal(set) var path = Slice.empty
    /// What follows the first `?`; nil without one.
    package internal(set) var query: Slice?
    /// The authority: of an absolute target, else of Host; nil where HTTP/1.0 named none.
    package internal(set) var authority: Slice?
    /// 0 or 1, for HTTP/1.0 and HTTP/1.1.
    package internal(set) var minorVersion = 1
    /// The field lines in the order they came.
    package private(set) var fields: [FieldLine] = []
    /// Which of the known names came, a bit for each raw value.
    private var names: UInt64 = 0
    /// How the body is delimited.
    package internal(set) var framing = BodyFraming.none
    /// Whether the connection may serve another request afterwards.
    package internal(set) var keepsAlive = true
    /// Whether `Expect: 100-continue` asks for an interim reply.
    package internal(set) var expectsContinue = false
    /// Bytes of the head, with the empty line that ends it.
    package internal(set) var count = 0

    init() {}

    /// Forgets everything but the storage of the fields.
    mutating func reset() {
        method = .other
        methodSlice = .empty
        target = .empty
        path = .empty
        query = nil
        authority = nil
        minorVersion = 1
        fields.removeAll(keepingCapacity: true)
        names = 0
        framing = .none
        keepsAlive = true
        expectsContinue = false
        count = 0
    }

    mutating func append(_ line: FieldLine) {
        fields.append(line)
        names |= 1 << UInt64(line.name.rawValue)
    }

    /// Whether a field of that name came: one look at a word.
    package func has(_ name: FieldName) -> Bool { names >> UInt64(name.rawValue) & 1 == 1 }

    /// Whether a precondition on an entity tag came (RFC 9110 section 13.1).
    package var isConditional: Bool { has(.ifNoneMatch) || has(.ifMatch) }

    /// The value of the first field of that name.
    package func first(_ name: FieldName) -> Slice? {
        guard has(name) else { return nil }
        for field in fields where field.name == name { return field.value }
        return nil
    }

    /// The value of the only field of that name; nil where there is none or more than one.
    package func only(_ name: FieldName) -> Slice? {
        guard has(name) else { return nil }
        var found: Slice?
        for field in fields where field.name == name {
            guard found == nil else { return nil }
            found = field.value
        }
        return found
    }
}
