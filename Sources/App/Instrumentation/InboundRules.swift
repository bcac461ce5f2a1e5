// A caller's trace in a request: where it is looked for, and what becomes of it. The loop's thread;
// costs a request without such headers one look at a word.
import HTTPCore
import HTTPServer
import TraceSDK

/// What `INBOUND_TRACE_CONTEXT` and `OTEL_PROPAGATORS` come to.
struct InboundRules: Sendable {
    private let policy: InboundContext
    private let propagators: [Propagator]
    /// Whether `traceparent` is all there is to look for, as by default.
    private let isPlain: Bool

    init(policy: InboundContext, propagators: [Propagator]) {
        self.policy = policy
        self.propagators = propagators.filter { $0 != .baggage }
        isPlain = self.propagators == [.traceContext]
    }

    /// Whether a caller's trace is linked to instead of continued.
    var links: Bool { policy == .link }

    /// What the caller says about its trace; nil where it says nothing that can be read, or is not
    /// listened to. A `traceparent` that came twice is no traceparent.
    func find(in request: borrowing Request) -> RemoteTrace? {
        guard policy != .ignore, request.isParsed else { return nil }
        guard isPlain else { return findByAny(in: request) }
        guard request.has(.traceparent), let field = request.only(.traceparent) else { return nil }
        return request.withBytes { bytes in
            TraceParent.parse(bytes.extracting(field.start..<field.end)).map { RemoteTrace($0) }
        }
    }

    /// Whether there may be vendors' state to what `find` found.
    func mayHaveState(_ request: borrowing Request) -> Bool {
        request.has(.tracestate) && (isPlain || !state(of: request).isEmpty)
    }

    /// The vendors' state that came with the `traceparent` that `find` found, and with no other
    /// header: all its lines are one list, and one that is not valid is none.
    func state(of request: borrowing Request) -> TraceState {
        guard request.isParsed, request.has(.tracestate) else { return TraceState() }
        guard isPlain else {
            let found = propagators.extract { Self.value($0, of: request) }
            return found?.state ?? TraceState()
        }
        var reader = TraceState.Reader()
        request.withBytes { bytes in
            request.forEach(.tracestate) { reader.add(bytes.extracting($0.start..<$0.end)) }
        }
        return reader.state ?? TraceState()
    }

    private func findByAny(in request: borrowing Request) -> RemoteTrace? {
        propagators.extract { Self.value($0, of: request) }?.trace
    }

    private static func value(_ name: String, of request: borrowing Request) -> [UInt8]? {
        if name == "tracestate" { return lines(of: .tracestate, in: request) }
        let slice: Slice? =
            switch name {
            case "traceparent": request.only(.traceparent)
            case B3.single: request.onlyOther("b3")
            case "x-b3-traceid": request.onlyOther("x-b3-traceid")
            case "x-b3-spanid": request.onlyOther("x-b3-spanid")
            case "x-b3-sampled": request.onlyOther("x-b3-sampled")
            case "x-b3-flags": request.onlyOther("x-b3-flags")
            case JaegerHeader.name: request.onlyOther("uber-trace-id")
            default: nil
            }
        guard let slice else { return nil }
        return request.withBytes { bytes in (slice.start..<slice.end).map { bytes[$0] } }
    }

    /// All lines of a field that is a list, as one.
    private static func lines(of name: FieldName, in request: borrowing Request) -> [UInt8] {
        var list: [UInt8] = []
        request.withBytes { bytes in
            request.forEach(name) { slice in
                if !list.isEmpty { list.append(UInt8(ascii: ",")) }
                list += (slice.start..<slice.end).map { bytes[$0] }
            }
        }
        return list
    }
}
