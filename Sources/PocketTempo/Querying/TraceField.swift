// What a search can look at in a span.
// Any thread. Pure.

/// A field of a span as TraceQL names it.
enum TraceField: Equatable, Sendable {
    /// An attribute of the resource, of the span, or of either.
    case resource(String), span(String), either(String)
    case name, status, kind, durationNanoseconds

    /// The value that a span has there, `nil` where it has none.
    func value(of span: PocketSpan) -> PocketValue? {
        switch self {
        case .resource(let key): span.resource[key]
        case .span(let key): span.attributes[key]
        case .either(let key): span.attributes[key] ?? span.resource[key]
        case .name: .string(span.name)
        case .status: .string(span.status.name.lowercased())
        case .kind: .string(span.kind.name.lowercased())
        case .durationNanoseconds: .integer(Int64(clamping: span.durationNanoseconds))
        }
    }

    /// The attribute's key; `nil` for what is no attribute.
    var key: String? {
        switch self {
        case .resource(let key), .span(let key), .either(let key): key
        case .name, .status, .kind, .durationNanoseconds: nil
        }
    }
}
