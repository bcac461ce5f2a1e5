// The ways in which a context travels between processes, as `OTEL_PROPAGATORS` names them.
// Any thread; pure.

/// One way to send a context.
package enum Propagator: String, CaseIterable, Hashable, Sendable {
    /// `traceparent` and `tracestate`, W3C Trace Context level 2.
    case traceContext = "tracecontext"
    /// `baggage`, W3C Baggage.
    case baggage
    /// Zipkin's `b3`; several headers are read too.
    case b3
    /// Zipkin's `X-B3-…`; the single header is read too.
    case b3Multi = "b3multi"
    /// Jaeger's `uber-trace-id`.
    case jaeger
}

/// What was found in a carrier.
package struct ExtractedTrace: Hashable, Sendable {
    /// The caller's span or decision.
    package var trace: RemoteTrace
    /// The vendors' state that came with it; empty but for W3C Trace Context.
    package var state: TraceState
}

extension [Propagator] {
    /// What the headers say, by the last propagator that understands its own; one that does not
    /// changes nothing. `field` gives the value of a header by its lower-case name, `nil` where it
    /// is missing or came more than once.
    package func extract(from field: (String) -> [UInt8]?) -> ExtractedTrace? {
        var found: ExtractedTrace?
        for propagator in self {
            found = propagator.extract(from: field) ?? found
        }
        return found
    }
}

extension Propagator {
    fileprivate func extract(from field: (String) -> [UInt8]?) -> ExtractedTrace? {
        switch self {
        case .baggage: return nil
        case .traceContext:
            guard let parent = field("traceparent").flatMap({ TraceParent.parse($0.span) }) else {
                return nil
            }
            // Why: a tracestate that is not valid is left out, the traceparent stays (section 4.3).
            let state = field("tracestate").flatMap { TraceState.parse($0.span) }
            return ExtractedTrace(trace: RemoteTrace(parent), state: state ?? TraceState())
        case .b3, .b3Multi:
            let single = field(B3.single).flatMap { B3.parse(single: $0.span) }
            let trace =
                single
                ?? B3.parse(
                    traceID: field(B3.multi[0]), spanID: field(B3.multi[1]),
                    sampled: field(B3.multi[2]), flags: field(B3.multi[3]))
            return trace.map { ExtractedTrace(trace: $0, state: TraceState()) }
        case .jaeger:
            return field(JaegerHeader.name).flatMap { JaegerHeader.parse($0.span) }
                .map { ExtractedTrace(trace: $0, state: TraceState()) }
        }
    }

    /// The names of the headers that it writes (OpenTelemetry "Fields"); baggage entries of Jaeger
    /// have names of their own.
    package var fields: [String] {
        switch self {
        case .traceContext: ["traceparent", "tracestate"]
        case .baggage: ["baggage"]
        case .b3: [B3.single]
        case .b3Multi: B3.multi
        case .jaeger: [JaegerHeader.name]
        }
    }

    /// Writes the headers of a span; `isDebug` where a caller asked for this trace in particular.
    package func inject(
        _ span: SpanContext?, baggage: Baggage, isDebug: Bool, into set: (String, String) -> Void
    ) {
        if self == .baggage {
            guard !baggage.isEmpty else { return }
            return set("baggage", String(decoding: baggage.text, as: UTF8.self))
        }
        guard let span, span.isValid else { return }
        let parent = span.traceParent
        switch self {
        case .baggage: break
        case .traceContext:
            set("traceparent", parent.description)
            if !span.traceState.isEmpty { set("tracestate", span.traceState.description) }
        case .b3: set(B3.single, B3.text(parent, isDebug: isDebug))
        case .b3Multi:
            set(B3.multi[0], parent.traceID.description)
            set(B3.multi[1], parent.spanID.description)
            if isDebug {
                set(B3.multi[3], "1")
            } else {
                set(B3.multi[2], B3.stateText(parent))
            }
        case .jaeger:
            set(JaegerHeader.name, JaegerHeader.text(parent, isDebug: isDebug))
            for member in baggage.members {
                let entry = Baggage.encoded(member.value)
                set(JaegerHeader.baggagePrefix + member.key, entry)
            }
        }
    }
}
