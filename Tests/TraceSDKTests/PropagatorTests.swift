// Every way in which a context travels, in both directions, through the tracer that uses them.
import Testing
import TraceSDK
import Tracing

private struct Fields: Injector, Extractor {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key] = value
    }
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

struct PropagatorTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"
    private let sink = CollectingSink()

    private func tracer(
        _ propagators: [Propagator], _ sampler: Sampler = .parentBased(root: .alwaysOn)
    ) -> TraceSDK.Tracer {
        TraceSDK.Tracer(
            sampler: sampler, generator: IDGenerator(seed: (1, 2, 3, 4)), sink: sink,
            propagators: propagators)
    }

    /// `trace-span-flags` of what was extracted, `none` where nothing was.
    private func extracted(_ propagators: [Propagator], _ carrier: [String: String]) -> String {
        var context = ServiceContext.topLevel
        tracer(propagators).extract(carrier, into: &context, using: Fields())
        guard let span = context.spanContext else { return "none" }
        #expect(span.isRemote)
        return "\(span.traceID)-\(span.spanID)-\(span.flags.rawValue)"
    }

    /// What goes out of a span that continues what the carrier brought.
    private func continued(
        _ propagators: [Propagator], _ carrier: [String: String],
        sampler: Sampler = .parentBased(root: .alwaysOn)
    ) -> (out: [String: String], span: SpanContext) {
        let tracer = tracer(propagators, sampler)
        var context = ServiceContext.topLevel
        tracer.extract(carrier, into: &context, using: Fields())
        let span = tracer.startSpan("call", context: context, ofKind: .client)
        var out: [String: String] = [:]
        tracer.inject(span.context, into: &out, using: Fields())
        span.end()
        return (out, span.spanContext)
    }

    @Test(arguments: [
        ("\(trace)-\(span)-1", "\(trace)-\(span)-1"), ("\(trace)-\(span)-0", "\(trace)-\(span)-0"),
        ("\(trace)-\(span)-d", "\(trace)-\(span)-1"), ("\(trace)-\(span)", "\(trace)-\(span)-0"),
        ("\(trace)-\(span)-1-05e3ac9a4f6e3b90", "\(trace)-\(span)-1"),
        (" \(trace)-\(span)-1\t", "\(trace)-\(span)-1"),
        ("8448eb211c80319c-\(span)-1", "00000000000000008448eb211c80319c-\(span)-1"),
        ("0", "none"), ("1", "none"), ("d", "none"), ("", "none"), ("2", "none"), ("-", "none"),
        ("\(trace)-\(span)-2", "none"), ("\(trace)-\(span)-", "none"), ("\(trace)-", "none"),
        ("\(trace)-\(span)-1-05e3", "none"), ("\(trace)-\(span)-1-\(span)-1", "none"),
        ("0af7-\(span)-1", "none"), ("\(trace)-b7ad-1", "none"),
        ("00000000000000000000000000000000-\(span)-1", "none"),
        ("\(trace)-0000000000000000-1", "none"), ("\(trace.uppercased())-\(span)-1", "none"),
    ])
    func readsTheSingleHeader(_ field: String, _ context: String) {
        #expect(extracted([.b3], ["b3": field]) == context)
        #expect(extracted([.b3Multi], ["b3": field]) == context)
        #expect(extracted([.traceContext], ["b3": field]) == "none")
    }

    @Test(
        arguments: [
            (["x-b3-sampled": "1"], 1), (["x-b3-sampled": "true"], 1), (["x-b3-sampled": "0"], 0),
            (["x-b3-sampled": "false"], 0), (["x-b3-flags": "1"], 1), ([:], 0),
            (["x-b3-flags": "1", "x-b3-sampled": "0"], 1), (["x-b3-flags": "0"], 0),
            (["x-b3-sampled": "yes"], nil),
        ] as [([String: String], Int?)])
    func readsTheSeveralHeaders(_ state: [String: String], _ flags: Int?) {
        let carrier = state.merging(
            ["x-b3-traceid": Self.trace, "x-b3-spanid": Self.span, "x-b3-parentspanid": "junk"]
        ) { one, _ in one }
        let wanted = flags.map { "\(Self.trace)-\(Self.span)-\($0)" } ?? "none"
        #expect(extracted([.b3Multi], carrier) == wanted)
        #expect(extracted([.b3], carrier) == wanted)
    }

    @Test(arguments: [["x-b3-traceid": trace], ["x-b3-spanid": span], ["x-b3-traceid": "x"]])
    func halfAnIdentityIsNone(_ carrier: [String: String]) {
        #expect(extracted([.b3Multi], carrier) == "none")
    }

    @Test func theSingleHeaderComesBeforeTheSeveral() {
        let carrier = [
            "b3": "\(Self.trace)-\(Self.span)-1", "x-b3-traceid": "8448eb211c80319c",
            "x-b3-spanid": Self.span,
        ]
        #expect(extracted([.b3Multi], carrier) == "\(Self.trace)-\(Self.span)-1")
    }

    @Test(arguments: [
        ("\(trace):\(span):0:1", "\(trace)-\(span)-1"),
        ("\(trace):\(span):0:0", "\(trace)-\(span)-0"),
        ("\(trace)%3A\(span)%3a0%3A1", "\(trace)-\(span)-1"),
        ("\(trace):\(span):0:3", "\(trace)-\(span)-1"),
        ("\(trace):\(span):0:2", "\(trace)-\(span)-1"),
        ("1:2:0:1", "00000000000000000000000000000001-0000000000000002-1"),
        ("af7651916cd43dd8448eb211c80319c:\(span):\(span):01", "\(trace)-\(span)-1"),
        ("0:2:0:1", "none"), ("1:0:0:1", "none"), ("1:2:1", "none"), ("1:2:0:1:1", "none"),
        ("", "none"), (":::", "none"), ("x:2:0:1", "none"), ("1:2:0:", "none"),
        ("1\(trace):2:0:1", "none"), ("1:1\(span):0:1", "none"), ("1:2:0:g", "none"),
    ])
    func readsJaegersHeader(_ field: String, _ context: String) {
        #expect(extracted([.jaeger], ["uber-trace-id": field]) == context)
    }

    @Test func everyPropagatorWritesWhatItReads() {
        let inbound = ["b3": "\(Self.trace)-\(Self.span)-1"]
        for propagator in Propagator.allCases where propagator != .baggage {
            let (out, span) = continued([.b3, propagator], inbound)
            let back = extracted([propagator], out)
            #expect(back == "\(span.traceID)-\(span.spanID)-1")
            #expect(Set(propagator.fields).isSuperset(of: out.keys.filter { $0 != "b3" }))
            // Why: a child has a span id of its own, never the caller's, and tells no parent.
            #expect(span.traceID.description == Self.trace && span.spanID.description != Self.span)
            #expect(out["x-b3-parentspanid"] == nil)
        }
    }

    @Test func whoAsksForATraceInParticularIsHeardFurtherOn() {
        let (single, span) = continued(
            [.b3], ["b3": "\(Self.trace)-\(Self.span)-d"], sampler: .parentBased(root: .alwaysOff))
        #expect(single == ["b3": "\(Self.trace)-\(span.spanID)-d"] && span.isSampled)
        let (multi, other) = continued(
            [.b3Multi],
            ["x-b3-traceid": Self.trace, "x-b3-spanid": Self.span, "x-b3-flags": "1"])
        #expect(
            multi == [
                "x-b3-traceid": Self.trace, "x-b3-spanid": other.spanID.description,
                "x-b3-flags": "1",
            ])
        let (jaeger, third) = continued([.jaeger], ["uber-trace-id": "1:2:0:3"])
        #expect(
            jaeger["uber-trace-id"]
                == "00000000000000000000000000000001:\(third.spanID):0:3")
    }

    @Test(arguments: [
        ("0", Sampler.parentBased(root: .alwaysOn), false),
        ("1", .parentBased(root: .alwaysOff), true), ("d", .parentBased(root: .alwaysOff), true),
        ("0", .alwaysOn, true),
        ("\(trace)-\(span)", .parentBased(root: .alwaysOn), true),
        ("\(trace)-\(span)", .parentBased(root: .alwaysOff), false),
    ])
    func aDecisionWithoutASpanAndASpanWithoutADecision(
        _ field: String, _ sampler: Sampler, _ isSampled: Bool
    ) {
        let (_, span) = continued([.b3], ["b3": field], sampler: sampler)
        #expect(span.isSampled == isSampled && span.isValid)
    }

    @Test func theLastPropagatorThatUnderstandsCounts() {
        let carrier = [
            "traceparent": "00-\(Self.trace)-\(Self.span)-01",
            "b3": "8448eb211c80319c-\(Self.span)-0",
        ]
        let w3c = "\(Self.trace)-\(Self.span)-1"
        let b3 = "00000000000000008448eb211c80319c-\(Self.span)-0"
        #expect(extracted([.traceContext, .b3], carrier) == b3)
        #expect(extracted([.b3, .traceContext], carrier) == w3c)
        let broken = carrier.merging(["b3": "junk"]) { $1 }
        #expect(extracted([.traceContext, .b3], broken) == w3c)
        #expect(extracted([], carrier) == "none")
    }

    @Test func baggageTravelsWithAndWithoutASpan() {
        let (out, _) = continued([.traceContext, .baggage], ["baggage": "a=1;p,b=%20"])
        #expect(out["baggage"] == "a=1;p,b=%20" && out["traceparent"] != nil)
        #expect(continued([.traceContext], ["baggage": "a=1"]).out["baggage"] == nil)
        let tracer = tracer([.baggage])
        var context = ServiceContext.topLevel
        context.baggage.set("k", "v")
        var carrier: [String: String] = [:]
        tracer.inject(context, into: &carrier, using: Fields())
        #expect(carrier == ["baggage": "k=v"])
        let (jaeger, _) = continued([.baggage, .jaeger], ["baggage": "a=%20"])
        #expect(jaeger["uberctx-a"] == "%20")
    }

    @Test func aThresholdGoesOutWithTheRootThatItKept() {
        let (out, span) = continued([.traceContext], [:], sampler: .probability(1))
        #expect(out["tracestate"] == "ot=th:0" && span.traceState.description == "ot=th:0")
        let dropped = continued(
            [.traceContext],
            [
                "traceparent": "00-\(Self.trace)-\(Self.span)-01",
                "tracestate": "v=1,ot=rv:00000000000000;th:c",
            ], sampler: .probability(0.5))
        #expect(!dropped.span.isSampled)
        #expect(dropped.out["tracestate"] == "ot=rv:00000000000000,v=1")
        let kept = continued(
            [.traceContext],
            [
                "traceparent": "00-\(Self.trace)-\(Self.span)-00",
                "tracestate": "v=1,ot=rv:ffffffffffffff",
            ], sampler: .probability(0.5))
        #expect(kept.span.isSampled)
        #expect(kept.out["tracestate"] == "ot=th:8;rv:ffffffffffffff,v=1")
    }
}
