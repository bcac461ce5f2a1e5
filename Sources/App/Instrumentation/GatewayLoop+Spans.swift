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
        _ status: Status, _ trace: inout RequestTrace, from start: UInt64
    ) {
        tally.began(.local, trace.decision)
        guard trace.isRecorded || trace.isKeepable else { return }
        let end = parts.clocks.monotonic().nanoseconds
        tally.ended(trace.decision)
        guard trace.isRecorded else {
            trace.rememberHandler(from: start, to: end)
            return
        }
        guard saysMore(trace) else {
            if route == .provider, status == .ok, endUsualInnerSpan(trace, (start, end)) { return }
            encodeInner(name, request, trace, failed: status.code >= 500, (start, end), nil)
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
        guard saysMore(trace) else {
            encodeServer(request, trace, route, status, at: time, nil)
            return
        }
        var about = RequestSpanTrace(state: traceState(of: trace, route, request))
        if trace.linksToCaller { about.caller = caller(of: request) }
        encodeServer(request, trace, route, status, at: time, about)
    }

    /// Whether a request's spans say more of their trace than who they are; nearly none do.
    private func saysMore(_ trace: RequestTrace) -> Bool {
        trace.hasTraceState || trace.linksToCaller || parts.tracing.sampling.rootsHaveState
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
            about.state = parts.tracing.inbound.state(of: request).replacingThreshold(with: nil)
        }
        if let run = trace.handlerRun,
            let name = route.flatMap(GatewayRoute.init(rawValue:))?.innerSpanName
        {
            encodeInner(name, request, trace, failed: failed, run, about)
        }
        if trace.linksToCaller { about.caller = caller(of: request) }
        encodeServer(request, trace, route, status, at: time, about)
    }

    /// The INTERNAL span of one provider's health, most of it encoded beforehand; false where it is
    /// not, or where limits would have to be applied to it.
    private func endUsualInnerSpan(
        _ trace: RequestTrace, _ run: (start: UInt64, end: UInt64)
    ) -> Bool {
        guard let provider = trace.provider, usualFields.hasInner(provider: provider),
            parts.tracing.trimmer == nil
        else { return false }
        let head = RequestSpans.innerHead(
            trace, spanID: ids.spanID(), from: run.start, to: run.end)
        spans?.record { encoder in
            encoder.begin(head)
            usualFields.appendInner(provider: provider, to: &encoder)
            encoder.end()
        }
        return true
    }

    private func encodeServer(
        _ request: borrowing Request, _ trace: RequestTrace, _ route: Int?, _ status: Status?,
        at time: MonotonicTime, _ about: RequestSpanTrace?
    ) {
        let known = route.flatMap(GatewayRoute.init(rawValue:))
        spans?.record { encoder in
            RequestSpans.encodeServer(
                request, trace, route: known, status: status,
                endMonotonicNanoseconds: time.nanoseconds, style: parts.tracing.style,
                about: about, usual: usualFields, last: &last, into: &encoder)
            if let trimmer = parts.tracing.trimmer { encoder.trim(by: trimmer) }
        }
    }

    private func encodeInner(
        _ name: StaticString, _ request: borrowing Request, _ trace: RequestTrace, failed: Bool,
        _ run: (start: UInt64, end: UInt64), _ about: RequestSpanTrace?
    ) {
        let spanID = ids.spanID()
        let registry = board.health.registry
        spans?.record { encoder in
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
            if let trimmer = parts.tracing.trimmer { encoder.trim(by: trimmer) }
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
            from: parts.tracing.inbound.state(of: request), traceID: trace.traceID,
            parent: trace.isParentsDecision ? trace.flags : nil, isSampled: true)
    }

    /// The caller's span with its tracestate, to be linked to.
    private func caller(of request: borrowing Request) -> SpanContext? {
        parts.tracing.inbound.find(in: request).map {
            SpanContext(remote: $0.parent, traceState: parts.tracing.inbound.state(of: request))
        }
    }
}

extension RequestTrace {
    /// What the SDK's own metrics call it.
    var decision: Sampler.Decision {
        isRecorded ? .recordAndSample : isKeepable ? .recordOnly : .drop
    }
}
