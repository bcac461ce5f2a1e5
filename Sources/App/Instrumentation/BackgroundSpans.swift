// The CLIENT spans of what no request waits for: probes, and the store calls that they cause.
// Any thread; one short lock around the ids and around the encoding of one span.
import Health
import HealthProbes
import HealthStorage
import Locking
import OTLP
import Reactor
import TraceSDK

/// Begins and ends spans of background work.
final class BackgroundSpans: Sendable {
    private let tracing: TracingParts
    private let monotonic: @Sendable () -> MonotonicTime
    private let tally: SpanTally
    private let ids: Locked<IDGenerator>
    private let buffer: Locked<SpanBuffer>?

    /// Spans go into the queue; without one every span is unsampled and only names its trace.
    init(
        _ tracing: TracingParts, generator: IDGenerator,
        monotonic: @escaping @Sendable () -> MonotonicTime
    ) {
        self.tracing = tracing
        self.monotonic = monotonic
        tally = tracing.census.shared
        ids = Locked(generator)
        buffer = tracing.queue.map { Locked(SpanBuffer(queue: $0)) }
    }

    /// The closures for the prober.
    var probeEvents: ProbeEvents {
        ProbeEvents(
            willSend: { [self] _ in begin() },
            didFinish: { [self] report in end(report) })
    }

    private func begin() -> ProbeContext {
        let (traceID, spanID) = ids.withLock { ($0.traceID(), $0.spanID()) }
        let rule = tracing.sampling.common
        let isSampled =
            buffer != nil && rule.sampler.decide(traceID: traceID, parent: nil) == .recordAndSample
        tally.began(.none, decision(isSampled: isSampled))
        let span = SpanContext(
            traceID: traceID, spanID: spanID, flags: isSampled ? [.random, .sampled] : .random,
            traceState: isSampled ? rule.rootState : TraceState())
        var headers: [ProbeHeader] = []
        for propagator in tracing.propagators {
            propagator.inject(span, baggage: Baggage(), isDebug: false) { name, value in
                headers.append(ProbeHeader(name: name, value: value))
            }
        }
        return ProbeContext(
            headers: headers,
            trace: TraceReference(
                traceHigh: traceID.high, traceLow: traceID.low, spanID: spanID.bits,
                isSampled: isSampled))
    }

    private func decision(isSampled: Bool) -> Sampler.Decision {
        if isSampled { return .recordAndSample }
        return buffer != nil && tracing.keep != nil ? .recordOnly : .drop
    }

    /// The span as it became: one that was begun unsampled may be kept.
    private func end(_ report: ProbeReport) -> TraceReference? {
        guard var trace = report.trace else { return nil }
        tally.ended(decision(isSampled: trace.isSampled))
        let reason = trace.isSampled ? nil : keepReason(report)
        guard trace.isSampled || reason != nil else { return trace }
        trace.isSampled = true
        record(
            head(
                trace, spanID: SpanID(bits: trace.spanID), parent: .invalid,
                start: report.startUnixNanoseconds, duration: report.durationNanoseconds)
        ) { [state = traceState(of: trace)] encoder in
            encoder.traceState(state)
            if let reason { encoder.attribute(KeepPolicy.attributeName, reason.rawValue) }
            encoder.name("GET")
            encoder.attribute("http.request.method", "GET")
            encoder.attribute("provider", report.order.name)
            if let url = report.url {
                encoder.attribute("url.full", url.withoutQuery)
                encoder.attribute("server.address", url.host)
                encoder.attribute("server.port", url.port)
            }
            if let address = report.peerAddress {
                encoder.attribute("network.peer.address", address)
            }
            if let port = report.peerPort { encoder.attribute("network.peer.port", port) }
            Self.encodeResult(report.outcome, into: &encoder)
        }
        return trace
    }

    /// The tracestate of an exported span: none where the sampler had not chosen the trace, since
    /// nobody can tell how many others a kept one stands for.
    private func traceState(of trace: TraceReference) -> TraceState {
        let rule = tracing.sampling.common
        let id = TraceID(high: trace.traceHigh, low: trace.traceLow)
        let isChosen = rule.sampler.decide(traceID: id, parent: nil) == .recordAndSample
        return isChosen ? rule.rootState : TraceState()
    }

    /// Why an unsampled probe is exported all the same: it failed, or it was slow.
    private func keepReason(_ report: ProbeReport) -> KeepPolicy.Reason? {
        guard buffer != nil, let keep = tracing.keep, let outcome = report.outcome else {
            return nil
        }
        return keep.reason(
            hasFailed: outcome.result.isFailure,
            durationNanoseconds: UInt64(max(0, report.durationNanoseconds)),
            nowNanoseconds: monotonic().nanoseconds)
    }

    /// Why: on a CLIENT span every 4xx and 5xx is an error, even one that is not held against the
    /// provider (HTTP client span, status).
    private static func encodeResult(_ outcome: Outcome?, into encoder: inout SpanEncoder) {
        guard let outcome else {
            encoder.attribute("error.type", "cancelled")
            return
        }
        if let status = outcome.statusCode {
            encoder.attribute("http.response.status_code", status)
            if status >= 400 {
                encoder.attribute("error.type", String(status))
                encoder.statusError()
                return
            }
        }
        guard outcome.result != .ok else { return }
        encoder.attribute("error.type", outcome.result.name)
        encoder.statusError()
    }

    /// A store call that a traced probe or request caused becomes a child of that span, kept ones
    /// included.
    func end(_ operation: StoreOperation) {
        guard let cause = operation.cause, cause.isSampled else { return }
        tally.began(.local, .recordAndSample)
        tally.ended(.recordAndSample)
        let spanID = ids.withLock { $0.spanID() }
        record(
            head(
                cause, spanID: spanID, parent: SpanID(bits: cause.spanID),
                start: operation.startUnixNanoseconds,
                duration: operation.durationNanoseconds)
        ) { [state = traceState(of: cause)] encoder in
            encoder.traceState(state)
            encoder.name(operation.kind.verb, operation.table)
            encoder.attribute("db.system.name", "sqlite")
            encoder.attribute("db.operation.name", operation.kind.verb)
            encoder.attribute("db.collection.name", operation.table)
            if let error = operation.error {
                encoder.attribute("error.type", String(error.code))
                encoder.statusError()
            }
        }
    }

    private func head(
        _ trace: TraceReference, spanID: SpanID, parent: SpanID, start: Int64, duration: Int64
    ) -> SpanHead {
        SpanHead(
            traceID: TraceID(high: trace.traceHigh, low: trace.traceLow), spanID: spanID,
            flags: [.random, .sampled], parentSpanID: parent, parentIsRemote: false,
            role: .client, startUnixNanoseconds: start,
            endUnixNanoseconds: start + max(duration, 0))
    }

    private func record(
        _ head: SpanHead, _ body: @Sendable (inout SpanEncoder) -> Void
    ) {
        let trimmer = tracing.trimmer
        buffer?.withLock { buffer in
            buffer.record { encoder in
                encoder.begin(head)
                body(&encoder)
                encoder.end()
                if let trimmer { encoder.trim(by: trimmer) }
            }
            buffer.flush()
        }
    }
}
