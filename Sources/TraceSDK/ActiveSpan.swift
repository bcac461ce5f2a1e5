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

private enum BaggageKey: ServiceContextKey {
    typealias Value = Baggage
    static var nameOverride: String? { "gatewayz-baggage" }
}

private enum RemoteTraceKey: ServiceContextKey {
    typealias Value = RemoteTrace
    static var nameOverride: String? { "gatewayz-remote-trace" }
}

extension ServiceContext {
    /// What applications send along, as `baggage` carried it and will carry it on.
    package var baggage: Baggage {
        get { self[BaggageKey.self] ?? Baggage() }
        set { self[BaggageKey.self] = newValue.isEmpty ? nil : newValue }
    }

    /// What a caller said beyond its span: kept only where it left the decision open, sent a
    /// decision without a span, or asked for the trace in particular.
    var remoteTrace: RemoteTrace? {
        get { self[RemoteTraceKey.self] }
        set { self[RemoteTraceKey.self] = newValue }
    }

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
