// The spans of a request at their end: the INTERNAL one after its handler, the SERVER one after the
// reply; and those of a request that no sampler chose, both at the reply, if it is kept. The loop's
// thread; what is not exported is never encoded.
import HTTPCore
import HTTPServer
import Health
import OTLP
import Reactor
import TraceSDK

extension GatewayLoop {
    /// Ends the INTERNAL span of the route whose handler has just answered.
    func endInnerSpan(
        _ name: StaticString, _ request: borrowing Request, _ route: GatewayRoute,
        _ status: Status, from start: UInt64
    ) {
        guard let trace = current else { return }
        tally.began(.local, trace.decision)
        guard trace.isRecorded || trace.isKeepable else { return }
        let end = parts.clocks.monotonic().nanoseconds
        tally.ended(trace.decision)
        guard trace.isRecorded else {
            current?.rememberHandler(from: start, to: end)
            return
        }
        let about = RequestSpanTrace(state: traceState(of: trace, route.rawValue, request))
        encodeInner(name, request, trace, failed: status.code >= 500, (start, end), about)
    }

    /// Writes the SERVER span of a sampled request.
    func encodeServer(
        _ request: borrowing Request, _ trace: RequestTrace, _ route: Int?, _ status: Status?,
        at time: MonotonicTime
    ) {
        var about = RequestSpanTrace(state: traceState(of: trace, route, request))
        if trace.linksToCaller { about.caller = caller(of: request) }
        encodeServer(request, trace, route, status, at: time, about)
    }

    /// Decides on a request that no sampler chose, now that all is known of it, and writes both its
    /// spans if it is kept: marked, and without a threshold, since nobody can tell how many others
    /// it stands for.
    func keep(
        _ request: borrowing Request, _ trace: inout RequestTrace, _ route: Int?,
        _ status: Status?, at time: MonotonicTime
    ) {
        let failed = (status?.code ?? 0) >= 500
        let reason = parts.tracing.keep?.reason(
            hasFailed: failed,
            durationNanoseconds: time.nanoseconds &- trace.startMonotonicNanoseconds,
            nowNanoseconds: time.nanoseconds)
        guard let reason else { return }
        trace.flags.insert(.sampled)
        var about = RequestSpanTrace(reason: reason)
        if trace.hasTraceState, !trace.linksToCaller {
            about.state = InboundRules.state(of: request).replacingThreshold(with: nil)
        }
        if let run = trace.handlerRun,
            let name = route.flatMap(GatewayRoute.init(rawValue:))?.innerSpanName
        {
            encodeInner(name, request, trace, failed: failed, run, about)
        }
        if trace.linksToCaller { about.caller = caller(of: request) }
        encodeServer(request, trace, route, status, at: time, about)
    }

    private func encodeServer(
        _ request: borrowing Request, _ trace: RequestTrace, _ route: Int?, _ status: Status?,
        at time: MonotonicTime, _ about: RequestSpanTrace
    ) {
        let style = parts.tracing.style
        let trimmer = parts.tracing.trimmer
        let template = route.flatMap(GatewayRoute.init(rawValue:))?.template
        spans?.record { encoder in
            let start = encoder.bytes.count
            RequestSpans.encodeServer(
                request, trace, route: template, status: status,
                endMonotonicNanoseconds: time.nanoseconds, style: style, about: about,
                into: &encoder)
            trimmer?.trim(&encoder.bytes, from: start)
        }
    }

    private func encodeInner(
        _ name: StaticString, _ request: borrowing Request, _ trace: RequestTrace, failed: Bool,
        _ run: (start: UInt64, end: UInt64), _ about: RequestSpanTrace
    ) {
        let spanID = ids.spanID()
        let registry = board.health.registry
        let trimmer = parts.tracing.trimmer
        spans?.record { encoder in
            let start = encoder.bytes.count
            RequestSpans.encodeInner(
                trace, spanID: spanID, name: name, failed: failed, from: run.start, to: run.end,
                about: about, into: &encoder
            ) { encoder in
                if let index = trace.provider {
                    encoder.attribute("provider", registry.providers[index].name)
                } else if let slice = request.parameterSlice {
                    let count = min(slice.count, RequestSpans.providerLimit)
                    request.withBytes {
                        encoder.attribute(
                            "provider", $0.extracting(slice.start..<(slice.start + count)))
                    }
                }
                if let limit = trace.limit { encoder.attribute("limit", limit) }
            }
            trimmer?.trim(&encoder.bytes, from: start)
        }
    }

    /// The tracestate of a sampled request's spans: its own threshold for a root that has one, the
    /// caller's list where it is continued.
    private func traceState(
        of trace: RequestTrace, _ route: Int?, _ request: borrowing Request
    ) -> TraceState {
        let rule = parts.tracing.sampling.rule(route)
        guard trace.hasTraceState, !trace.linksToCaller else {
            return trace.isParentsDecision && rule.sampler.followsParent
                ? TraceState() : rule.rootState
        }
        return rule.sampler.traceState(
            from: InboundRules.state(of: request), traceID: trace.traceID,
            parent: trace.isParentsDecision ? trace.flags : nil, isSampled: true)
    }

    /// The caller's span with its tracestate, to be linked to.
    private func caller(of request: borrowing Request) -> SpanContext? {
        parts.tracing.inbound.find(in: request).map {
            SpanContext(remote: $0.parent, traceState: InboundRules.state(of: request))
        }
    }
}

extension RequestTrace {
    /// What the SDK's own metrics call it.
    var decision: Sampler.Decision {
        isRecorded ? .recordAndSample : isKeepable ? .recordOnly : .drop
    }
}
