// The backend of swift-distributed-tracing: spans of every instrumented library flow through here.
// Any thread. The request path does not come by here; it encodes its two spans itself.
import Locking
package import Tracing

/// Begins spans, decides on their sampling, carries their context in and out.
package final class Tracer: Tracing.Tracer {
    private let sampler: Sampler
    private let limits: SpanLimits
    private let sink: any SpanSink
    private let generator: Locked<IDGenerator>

    /// Sampled spans go to the sink when they end.
    package init(
        sampler: Sampler, generator: IDGenerator, sink: any SpanSink,
        limits: SpanLimits = SpanLimits()
    ) {
        self.sampler = sampler
        self.limits = limits
        self.sink = sink
        self.generator = Locked(generator)
    }

    /// Begins a span under the span of `context`, or a root where it has none. The span's own
    /// context is `context` with the new identity: a dropped span too loses nothing of it.
    package func startSpan(
        _ name: String, context: ServiceContext, role: SpanRole, startUnixNanoseconds: Int64,
        sampling: SpanSampling = .bySampler
    ) -> TracedSpan {
        let parent = context.spanContext.flatMap { $0.isValid ? $0 : nil }
        let (traceID, spanID) = generator.withLock { generator in
            (parent?.traceID ?? generator.traceID(), generator.spanID())
        }
        let isRecorded =
            sampling == .always
            || sampler.decide(traceID: traceID, parent: parent?.flags) == .recordAndSample
        var flags = parent.map { $0.flags.intersection(.random) } ?? .random
        if isRecorded { flags.insert(.sampled) }
        let identity = SpanContext(
            traceID: traceID, spanID: spanID, flags: flags,
            traceState: parent?.traceState ?? TraceState())
        let recording =
            !isRecorded
            ? nil
            : RecordingSpan(
                name: name, context: identity, parent: parent, role: role,
                startUnixNanoseconds: startUnixNanoseconds, limits: limits, sink: sink)
        var spanContext = context
        spanContext.activeSpan = ActiveSpan(context: identity, recording: recording)
        return TracedSpan(context: spanContext, spanContext: identity, recording: recording)
    }

    /// swift-distributed-tracing's own way to begin a span.
    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind, at instant: @autoclosure () -> Instant,
        function: String, file fileID: String, line: UInt
    ) -> TracedSpan {
        startSpan(
            operationName, context: context(), role: SpanRole(kind),
            startUnixNanoseconds: instant().unixNanoseconds)
    }

    /// The span that was begun in this process and that the context is in, unless it was dropped.
    package func activeSpan(identifiedBy context: ServiceContext) -> TracedSpan? {
        guard let active = context.activeSpan, let recording = active.recording else { return nil }
        return TracedSpan(context: context, spanContext: active.context, recording: recording)
    }

    /// Nothing to do here: ended spans are with the sink already, and its exporter flushes.
    package func forceFlush() {}

    /// Writes `traceparent` and, where there is one, `tracestate`.
    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let span = context.spanContext, span.isValid else { return }
        injector.inject(span.traceParent.description, forKey: "traceparent", into: &carrier)
        guard !span.traceState.isEmpty else { return }
        injector.inject(span.traceState.description, forKey: "tracestate", into: &carrier)
    }

    /// Reads `traceparent` and `tracestate`; a traceparent that is not valid leaves the context as
    /// it is, a tracestate that is not valid is left out (W3C Trace Context section 4.3).
    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let field = extractor.extract(key: "traceparent", from: carrier),
            let parent = TraceParent.parse(Array(field.utf8).span)
        else { return }
        let state = extractor.extract(key: "tracestate", from: carrier)
            .flatMap { TraceState.parse(Array($0.utf8).span) }
        context.spanContext = SpanContext(remote: parent, traceState: state ?? TraceState())
    }
}
