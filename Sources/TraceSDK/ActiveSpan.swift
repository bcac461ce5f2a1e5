// How our span travels inside a ServiceContext.
// Any thread.
package import Tracing

/// The span that a ServiceContext is in: one recorded here, or an identity alone. References only,
/// so that a context keeps it without a box of its own.
enum ActiveSpan: Sendable {
    case recorded(RecordingSpan)
    case identity(SpanIdentity)

    /// Its identity.
    var context: SpanContext {
        switch self {
        case .recorded(let span): span.context
        case .identity(let identity): identity.context
        }
    }

    /// Itself, where it is recorded here.
    var recording: RecordingSpan? {
        if case .recorded(let span) = self { span } else { nil }
    }

    init(context: SpanContext, recording: RecordingSpan?) {
        self = recording.map { .recorded($0) } ?? .identity(SpanIdentity(context))
    }
}

/// The identity of a span that is not recorded here.
final class SpanIdentity: Sendable {
    let context: SpanContext

    init(_ context: SpanContext) { self.context = context }
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
