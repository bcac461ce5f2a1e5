// The field names that this server reads. All others are kept as slices and stay `other`.

/// A known field name; names are matched in any case (RFC 9110 section 5.1).
package enum FieldName: UInt8, Sendable, CaseIterable {
    case host, connection, contentLength, transferEncoding, expect
    case traceparent, tracestate, baggage, requestID
    case accept, acceptEncoding, authorization, contentType, contentEncoding
    case userAgent, ifMatch, ifNoneMatch, origin, requestMethod
    case forwardedFor, forwardedProto, forwardedHost, realIP
    case other

    /// The name in lower case; empty for `other`.
    package var lowercase: StaticString {
        switch self {
        case .host: "host"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .expect: "expect"
        case .traceparent: "traceparent"
        case .tracestate: "tracestate"
        case .baggage: "baggage"
        case .requestID: "x-request-id"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .authorization: "authorization"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .userAgent: "user-agent"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .origin: "origin"
        case .requestMethod: "access-control-request-method"
        case .forwardedFor: "x-forwarded-for"
        case .forwardedProto: "x-forwarded-proto"
        case .forwardedHost: "x-forwarded-host"
        case .realIP: "x-real-ip"
        case .other: ""
        }
    }

    /// Recognises a name by its length first and then by its letters.
    init(_ bytes: Span<UInt8>, _ slice: Slice) {
        let candidate: (FieldName, FieldName, FieldName) =
            switch slice.count {
            case 4: (.host, .other, .other)
            case 6: (.accept, .expect, .origin)
            case 7: (.baggage, .other, .other)
            case 8: (.ifMatch, .other, .other)
            case 9: (.realIP, .other, .other)
            case 10: (.connection, .tracestate, .userAgent)
            case 11: (.traceparent, .other, .other)
            case 12: (.contentType, .requestID, .other)
            case 13: (.authorization, .ifNoneMatch, .other)
            case 14: (.contentLength, .other, .other)
            case 15: (.acceptEncoding, .forwardedFor, .other)
            case 16: (.contentEncoding, .forwardedHost, .other)
            case 17: (.transferEncoding, .forwardedProto, .other)
            case 29: (.requestMethod, .other, .other)
            default: (.other, .other, .other)
            }
        self = .other
        if Self.matches(candidate.0, bytes, slice) {
            self = candidate.0
        } else if Self.matches(candidate.1, bytes, slice) {
            self = candidate.1
        } else if Self.matches(candidate.2, bytes, slice) {
            self = candidate.2
        }
    }

    private static func matches(
        _ candidate: FieldName, _ bytes: Span<UInt8>, _ slice: Slice
    ) -> Bool {
        candidate != .other && slice.equalsIgnoringCase(candidate.lowercase, in: bytes)
    }
}
