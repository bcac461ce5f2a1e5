// From the begin of a request to its end: identity first, then spans, metrics and the log line. It
// is the outermost layer, so that what a limit or a parse error refuses is told like everything
// else.
import HTTPCore
import HTTPServer
import Health
import OTLP
import Reactor
import TraceSDK
import Wire

extension GatewayLoop {
    /// Longest X-Request-Id of a caller that is echoed, in bytes.
    static let requestIDLimit = 128

    func turnBegan(at time: MonotonicTime, wall: WallTime) {
        wallOffsetNanoseconds = wall.unixNanoseconds &- Int64(bitPattern: time.nanoseconds)
    }

    func began(
        _ request: borrowing Request, route: Int?, at time: MonotonicTime,
        notes: inout RequestNotes
    ) {
        let caller = parts.tracing.inbound.find(in: request)
        let remote = parts.tracing.inbound.links ? nil : caller
        let parent = remote.flatMap { $0.hasSpan ? $0.parent : nil }
        let traceID = parent?.traceID ?? ids.traceID()
        // Why: a trace that is not exported must not tell others that it was sampled.
        let isSampled = spans != nil && decides(on: traceID, remote, route, request)
        var flags = parent?.flags.intersection(.random) ?? .random
        if isSampled { flags.insert(.sampled) }
        var trace = RequestTrace(
            traceID: traceID, spanID: ids.spanID(), parentSpanID: parent?.spanID ?? .invalid,
            flags: flags, isRecorded: isSampled,
            keepsCallerRequestID: Self.hasUsableRequestID(request),
            isSecure: parts.tracing.style.trustsForwarded && request.isParsed
                && ForwardedFacts.isSecure(request),
            startUnixNanoseconds: wallOffsetNanoseconds &+ Int64(bitPattern: time.nanoseconds),
            startMonotonicNanoseconds: time.nanoseconds, requestID: (ids.next(), ids.next()))
        trace.isKeepable = !isSampled && spans != nil && parts.tracing.keep != nil
        if let caller {
            trace.hasTraceState =
                caller.hasSpan && parts.tracing.inbound.mayHaveState(request)
            trace.isParentsDecision = remote?.decidingFlags != nil
            trace.linksToCaller = remote == nil && caller.hasSpan
        }
        trace.pack(into: &notes)
        metrics.requestStarted()
        tally.began(parent == nil ? .none : .remote, trace.decision)
    }

    private func decides(
        on traceID: TraceID, _ remote: RemoteTrace?, _ route: Int?, _ request: borrowing Request
    ) -> Bool {
        let sampler = parts.tracing.sampling.rule(route).sampler
        let flags = remote?.decidingFlags
        let randomness =
            sampler.consultsRandomness(parent: flags)
            ? parts.tracing.inbound.state(of: request).randomness : nil
        return sampler.decide(traceID: traceID, parent: flags, randomness: randomness)
            == .recordAndSample
    }

    private static func hasUsableRequestID(_ request: borrowing Request) -> Bool {
        guard request.isParsed, let field = request.only(.requestID),
            (1...requestIDLimit).contains(field.count)
        else { return false }
        return request.withBytes { bytes in
            for index in field.start..<field.end where !(0x21...0x7E).contains(bytes[index]) {
                return false
            }
            return true
        }
    }

    func appendFields(
        _ request: borrowing Request, notes: borrowing RequestNotes, to sink: inout ByteSink
    ) {
        ReplyIdentity.append(notes, to: &sink)
        if RequestTrace.keepsCallerRequestID(notes), let field = request.only(.requestID) {
            ReplyIdentity.dropRequestID(from: &sink)
            request.withBytes { sink.append(bytes: $0.extracting(field.start..<field.end)) }
            sink.append("\r\n")
        }
        if let crossOrigin {
            let fields = crossOrigin.fields(for: request)
            sink.append(bytes: fields.span)
        }
    }

    func appendProblemMembers(notes: borrowing RequestNotes, to sink: inout [UInt8]) {
        sink.append(",\"trace_id\":\"")
        Hex.append(notes.words[0], to: &sink)
        Hex.append(notes.words[1], to: &sink)
        sink.append("\"")
    }

    func ended(
        _ request: borrowing Request, route: Int?, status: Status?, bodyBytes: Int,
        at time: MonotonicTime, notes: inout RequestNotes
    ) {
        var trace = RequestTrace(notes)
        trace.isCutOff = isCuttingOff
        let known = route.flatMap(GatewayRoute.init(rawValue:))
        tally.ended(trace.decision)
        if trace.isRecorded {
            encodeServer(request, trace, route, status, at: time)
        } else if trace.isKeepable {
            keep(request, &trace, route, status, at: time)
        }
        let duration = time.nanoseconds &- trace.startMonotonicNanoseconds
        metrics.requestEnded(
            route: route, method: request.isParsed ? request.method : .other,
            status: status?.code, isSecure: trace.isSecure, durationNanoseconds: duration)
        log(request, trace, known, status, duration)
        report(request, trace, known, status)
    }

    private func log(
        _ request: borrowing Request, _ trace: RequestTrace, _ route: GatewayRoute?,
        _ status: Status?, _ duration: UInt64
    ) {
        let time = trace.startUnixNanoseconds + Int64(bitPattern: duration)
        guard accessLog.admits(unixNanoseconds: time) else { return }
        let sentence: RequestSentence =
            switch route {
            case .health: .healthCheck
            case .scores: .providerScores
            case .provider: .providerHealth
            case .errors: .providerErrors(limit: trace.limit)
            case .root, .metrics, .document, nil: .none
            }
        let record = AccessRecord(
            unixNanoseconds: time, method: request.isParsed ? request.method.name : "_OTHER",
            route: route?.rawValue, status: status?.code, durationNanoseconds: duration,
            sentence: sentence,
            trace: LogTrace(
                traceHigh: trace.traceID.high, traceLow: trace.traceID.low,
                span: trace.spanID.bits, isSampled: trace.flags.contains(.sampled)))
        var requestID: [UInt8] = []
        Self.appendRequestID(request, trace, to: &requestID)
        let path = request.isParsed ? request.path : .empty
        let asked = request.isParsed ? request.parameterSlice ?? .empty : .empty
        let name = trace.provider.map { Array(board.health.registry.providers[$0].name.utf8) }
        request.withBytes { bytes in
            if let name {
                accessLog.addAdmitted(
                    record, path: bytes.extracting(path.start..<path.end),
                    requestID: requestID.span, provider: name.span)
            } else {
                accessLog.addAdmitted(
                    record, path: bytes.extracting(path.start..<path.end),
                    requestID: requestID.span,
                    provider: bytes.extracting(asked.start..<asked.end))
            }
        }
    }

    private static func appendRequestID(
        _ request: borrowing Request, _ trace: RequestTrace, to sink: inout [UInt8]
    ) {
        if trace.keepsCallerRequestID, let field = request.only(.requestID) {
            request.withBytes { sink.append(bytes: $0.extracting(field.start..<field.end)) }
        } else {
            Hex.append(trace.requestID.high, to: &sink)
            Hex.append(trace.requestID.low, to: &sink)
        }
    }

    func rejected(_ rejection: Rejection) { metrics.rejected(rejection) }

    func cuttingOff() { isCuttingOff = true }

    func turnEnded(at time: MonotonicTime) -> Duration? {
        accessLog.turnEnded()
        spans?.flushIfDue(now: time)
        let isEmpty = spans?.isEmpty ?? true
        return isEmpty ? nil : Self.flushInterval
    }

    func finished() {
        accessLog.turnEnded()
        spans?.flush()
    }
}
