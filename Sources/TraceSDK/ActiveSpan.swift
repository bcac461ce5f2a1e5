// How our span travels inside a ServiceContext.
// Any thread.
package import Tracing

/// The span that a ServiceContext is in: its identity and, where it is recorded here, itself.
struct ActiveSpan: Sendable {
    var context: SpanContext
    var recording: RecordingSpan?
}

private enum ActiveSpanKey: ServiceContextKey {
    typealias Value = ActiveSpan
    static var nameOverride: String? { "gatewayz-span" }
}

extension ServiceContext {
    var activeSpan: ActiveSpan? {
        get { self[ActiveSpanKey.self] }
        set { self[ActiveSpanKey.self] = newValue }
    }

    /// The identity of the span that this context is in; setting it makes that span the parent of
    /// those begun in this context.
    package var spanContext: SpanContext? {
        get { activeSpan?.context }
        set { activeSpan = newValue.map { ActiveSpan(context: $0, recording: nil) } }
    }
}
