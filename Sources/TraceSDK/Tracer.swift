// The backend of swift-distributed-tracing: spans of every instrumented library flow through here.
// Any thread. The request path does not come by here; it encodes its two spans itself.
import Locking
package import Tracing

/// Begins spans, decides on their sampling, carries their context in and out.
package final class Tracer: Tracing.Tracer {
    private let sampler: Sampler
    private let limits: SpanLimits
    private let sink: any SpanSink
    private let propagators: [Propagator]
    private let census: SpanCensus
    private let generator: Locked<IDGenerator>

    /// Sampled spans go to the sink when they end; the census hears of every span that begins.
    package init(
        sampler: Sampler, generator: IDGenerator, sink: any SpanSink,
        limits: SpanLimits = SpanLimits(), propagators: [Propagator] = [.traceContext, .baggage],
        census: SpanCensus = SpanCensus()
    ) {
        self.sampler = sampler
        self.limits = limits
        self.sink = sink
        self.propagators = propagators
        self.census = census
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
        let decider = Self.decidingFlags(of: parent, in: context)
        let isRecorded = sampling == .always || decides(traceID, decider, parent)
        var flags = parent.map { $0.flags.intersection(.random) } ?? .random
        if isRecorded { flags.insert(.sampled) }
        let state = parent?.traceState ?? TraceState()
        let identity = SpanContext(
            traceID: traceID, spanID: spanID, flags: flags,
            // Why none: what is kept in any case stands for no others of its kind.
            traceState: sampling == .always
                ? state.replacingThreshold(with: nil)
                : sampler.traceState(
                    from: state, traceID: traceID, parent: decider, isSampled: isRecorded))
        let origin: SpanOrigin = parent.map { $0.isRemote ? .remote : .local } ?? .none
        census.shared.began(origin, isRecorded ? .recordAndSample : .drop)
        let recording =
            !isRecorded
            ? nil
            : RecordingSpan(
                name: name, context: identity, parent: parent, role: role,
                startUnixNanoseconds: startUnixNanoseconds, limits: limits, sink: sink,
                tally: census.shared)
        return TracedSpan(in: context, spanContext: identity, recording: recording)
    }

    private func decides(
        _ traceID: TraceID, _ decider: TraceFlags?, _ parent: SpanContext?
    ) -> Bool {
        let randomness =
            sampler.consultsRandomness(parent: parent?.flags) ? parent?.traceState.randomness : nil
        return sampler.decide(traceID: traceID, parent: decider, randomness: randomness)
            == .recordAndSample
    }

    /// The flags that a parent-based sampler follows: the parent's, unless that is in another
    /// process and left the decision to us, or sent one without a span.
    private static func decidingFlags(
        of parent: SpanContext?, in context: ServiceContext
    ) -> TraceFlags? {
        guard let parent else { return context.remoteTrace?.decidingFlags }
        guard parent.isRemote, let remote = context.remoteTrace else { return parent.flags }
        return remote.decidingFlags
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
        return TracedSpan(in: context, spanContext: active.context, recording: recording)
    }

    /// Nothing to do here: ended spans are with the sink already, and its exporter flushes.
    package func forceFlush() {}

    /// Writes the headers of every propagator, for the span and the baggage of the context.
    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        let span = context.spanContext
        let isDebug = context.remoteTrace?.verdict == .debug
        for propagator in propagators {
            propagator.inject(span, baggage: context.baggage, isDebug: isDebug) { name, value in
                injector.inject(value, forKey: name, into: &carrier)
            }
        }
    }

    /// Reads what the propagators find; a header that is not valid leaves the context as it is, a
    /// tracestate that is not valid is left out (W3C Trace Context section 4.3).
    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let field = { (name: String) in
            extractor.extract(key: name, from: carrier).map { Array($0.utf8) }
        }
        if propagators.contains(.baggage), let field = field("baggage") {
            let baggage = Baggage.parse(field.span)
            if !baggage.isEmpty { context.baggage = baggage }
        }
        guard let found = propagators.extract(from: field) else { return }
        context.remoteTrace =
            found.trace.verdict == .decided && found.trace.hasSpan ? nil : found.trace
        guard found.trace.hasSpan else { return }
        context.spanContext = SpanContext(remote: found.trace.parent, traceState: found.state)
    }
}
