// Spans and export requests for the tests, encoded here field by field from the OTLP schema.
import PocketTempo
import Wire

/// Makers of spans and of their encodings.
enum Sample {
    /// One value of each kind.
    static let values: [PocketAttribute] = [
        PocketAttribute(key: "string", value: .string("é")),
        PocketAttribute(key: "boolean", value: .boolean(true)),
        PocketAttribute(key: "integer", value: .integer(-1)),
        PocketAttribute(key: "double", value: .double(0.5)),
        PocketAttribute(key: "bytes", value: .bytes([1, 2, 255])),
        PocketAttribute(key: "array", value: .array([.integer(1), .array([.string("x")])])),
        PocketAttribute(
            key: "map", value: .map([PocketAttribute(key: "k", value: .boolean(false))])),
        PocketAttribute(key: "empty", value: .empty),
    ]

    /// A span of trace 1 unless told otherwise, 1 ms long.
    static func span(
        _ id: UInt64, of trace: UInt64 = 1, parent: UInt64 = 0, name: String = "work",
        start: UInt64 = 1_000_000_000, duration: UInt64 = 1_000_000, service: String = "api"
    ) -> PocketSpan {
        var span = PocketSpan()
        span.traceID = PocketTraceID(high: 0, low: trace)
        span.spanID = id
        span.parentSpanID = parent
        span.name = name
        span.kind = .internal
        span.startUnixNanoseconds = start
        span.endUnixNanoseconds = start + duration
        span.resource = [PocketAttribute(key: "service.name", value: .string(service))]
        span.storedBytes = 100
        return span
    }

    /// An `ExportTraceServiceRequest` with each span in a `ResourceSpans` of its own.
    static func request(_ spans: [PocketSpan]) -> [UInt8] {
        var bytes: [UInt8] = []
        for span in spans {
            message(1, &bytes) { bytes in
                message(1, &bytes) { append(span.resource, field: 1, to: &$0) }
                message(2, &bytes) { bytes in
                    message(1, &bytes) { bytes in
                        Protobuf.appendString(field: 1, span.scope.name, to: &bytes)
                        Protobuf.appendString(field: 2, span.scope.version, to: &bytes)
                    }
                    message(2, &bytes) { append(span, to: &$0) }
                }
            }
        }
        return bytes
    }

    /// Appends a field that is a message.
    static func message(
        _ field: Int, _ bytes: inout [UInt8], _ content: (inout [UInt8]) -> Void
    ) {
        let message = Protobuf.beginMessage(field: field, to: &bytes)
        content(&bytes)
        Protobuf.endMessage(message, in: &bytes)
    }

    /// The 16 bytes of a trace id.
    static func bytes(_ id: PocketTraceID) -> [UInt8] { bytes(id.high) + bytes(id.low) }

    /// The 8 bytes of a span id.
    static func bytes(_ id: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: id >> UInt64(56 - 8 * $0)) }
    }

    private static func append(_ span: PocketSpan, to bytes: inout [UInt8]) {
        Protobuf.appendBytes(field: 1, Self.bytes(span.traceID).span, to: &bytes)
        Protobuf.appendBytes(field: 2, Self.bytes(span.spanID).span, to: &bytes)
        Protobuf.appendString(field: 3, span.traceState, to: &bytes)
        if span.parentSpanID != 0 {
            Protobuf.appendBytes(field: 4, Self.bytes(span.parentSpanID).span, to: &bytes)
        }
        Protobuf.appendString(field: 5, span.name, to: &bytes)
        Protobuf.appendVarint(field: 6, UInt64(span.kind.rawValue), to: &bytes)
        Protobuf.appendFixed64(field: 7, span.startUnixNanoseconds, to: &bytes)
        Protobuf.appendFixed64(field: 8, span.endUnixNanoseconds, to: &bytes)
        append(span.attributes, field: 9, to: &bytes)
        for event in span.events {
            message(11, &bytes) { bytes in
                Protobuf.appendFixed64(field: 1, event.timeUnixNanoseconds, to: &bytes)
                Protobuf.appendString(field: 2, event.name, to: &bytes)
                append(event.attributes, field: 3, to: &bytes)
            }
        }
        for link in span.links {
            message(13, &bytes) { bytes in
                Protobuf.appendBytes(field: 1, Self.bytes(link.traceID).span, to: &bytes)
                Protobuf.appendBytes(field: 2, Self.bytes(link.spanID).span, to: &bytes)
                append(link.attributes, field: 4, to: &bytes)
            }
        }
        message(15, &bytes) { bytes in
            Protobuf.appendString(field: 2, span.statusMessage, to: &bytes)
            Protobuf.appendVarint(field: 3, UInt64(span.status.rawValue), to: &bytes)
        }
        Protobuf.appendFixed32(field: 16, span.flags, to: &bytes)
    }

    private static func append(
        _ attributes: [PocketAttribute], field: Int, to bytes: inout [UInt8]
    ) {
        for attribute in attributes {
            message(field, &bytes) { bytes in
                Protobuf.appendString(field: 1, attribute.key, to: &bytes)
                message(2, &bytes) { append(attribute.value, to: &$0) }
            }
        }
    }

    private static func append(_ value: PocketValue, to bytes: inout [UInt8]) {
        switch value {
        case .empty: break
        case .string(let text): Protobuf.appendString(field: 1, text, to: &bytes)
        case .boolean(let value): Protobuf.appendVarint(field: 2, value ? 1 : 0, to: &bytes)
        case .integer(let value):
            Protobuf.appendVarint(field: 3, UInt64(bitPattern: value), to: &bytes)
        case .double(let value): Protobuf.appendFixed64(field: 4, value.bitPattern, to: &bytes)
        case .array(let elements):
            message(5, &bytes) { bytes in
                for element in elements { message(1, &bytes) { append(element, to: &$0) } }
            }
        case .map(let members): message(6, &bytes) { append(members, field: 1, to: &$0) }
        case .bytes(let content): Protobuf.appendBytes(field: 7, content.span, to: &bytes)
        }
    }
}
