// How much one span may hold: a stranger's loop must not fill our memory through our spans.

/// The limits of OpenTelemetry Trace SDK "Span Limits"; what is beyond is dropped and counted.
package struct SpanLimits: Hashable, Sendable {
    /// Attributes of a span (`OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT`).
    package var attributes = 128
    /// Events of a span (`OTEL_SPAN_EVENT_COUNT_LIMIT`).
    package var events = 128
    /// Links of a span (`OTEL_SPAN_LINK_COUNT_LIMIT`).
    package var links = 128
    /// Attributes of one event (`OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT`).
    package var attributesPerEvent = 128
    /// Attributes of one link (`OTEL_LINK_ATTRIBUTE_COUNT_LIMIT`).
    package var attributesPerLink = 128
    /// Unicode scalars of a string value (`OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`), `nil` without.
    package var attributeValueScalars: Int?

    /// The specification's defaults.
    package init() {}
}
