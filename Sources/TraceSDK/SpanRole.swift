// Which side of a call a span describes.

/// OpenTelemetry's "SpanKind"; the numbers are OTLP's.
@usableFromInline package enum SpanRole: UInt8, Hashable, Sendable {
    case `internal` = 1
    case server = 2
    case client = 3
    case producer = 4
    case consumer = 5
}
