// What users of swift-distributed-tracing may rely on.
import Testing
import TraceSDK
import Tracing

private enum BaggageKey: ServiceContextKey { typealias Value = String }

private struct Fields: Injector, Extractor {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key] = value
    }
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

struct TracerTests {
    private struct Broken: Error {}
    private let sink = CollectingSink()
    private let inbound = [
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03",
        "tracestate": "vendor=1, other=2",
    ]

    private func tracer(_ sampler: Sampler = .parentBased(root: .alwaysOn)) -> TraceSDK.Tracer {
        TraceSDK.Tracer(
            sampler: sampler, generator: IDGenerator(seed: (1, 2, 3, 4)), sink: sink)
    }

    @Test func withSpanNests() throws {
        let tracer = tracer()
        tracer.withSpan("outer", ofKind: .server) { _ in
            tracer.withSpan("inner") { _ in }
        }
        let (inner, outer) = (try #require(sink.spans.first), try #require(sink.spans.last))
        #expect(inner.name == "inner" && inner.role == .internal)
        #expect(outer.name == "outer" && outer.role == .server)
        #expect(inner.context.traceID == outer.context.traceID)
        #expect(inner.parentSpanID == outer.context.spanID && !inner.parentIsRemote)
        #expect(outer.parentSpanID == .invalid)
        #expect(outer.context.flags == [.sampled, .random])
        #expect(outer.startUnixNanoseconds <= inner.startUnixNanoseconds)
        #expect(inner.endUnixNanoseconds <= outer.endUnixNanoseconds)
    }

    /// The only place of the tests that sets the process's tracer, which can be done once.
    @Test func aLibraryThatKnowsOnlyTheProcessesTracerIsTraced() throws {
        InstrumentationSystem.bootstrap(tracer())
        withSpan("of a library", ofKind: .client) { _ in
            withSpan("inside it") { _ in }
        }
        #expect(sink.spans.map(\.name) == ["inside it", "of a library"])
        #expect(sink.spans[0].parentSpanID == sink.spans[1].context.spanID)
    }

    @Test func withSpanNestsAcrossSuspensions() async throws {
        let tracer = tracer()
        await tracer.withSpan("outer") { _ in
            await Task.yield()
            await tracer.withSpan("inner") { _ in await Task.yield() }
        }
        #expect(sink.spans.map(\.name) == ["inner", "outer"])
        #expect(sink.spans[0].parentSpanID == sink.spans[1].context.spanID)
    }

    @Test func anErrorThatLeavesASpanIsItsOutcome() throws {
        let tracer = tracer()
        #expect(throws: Broken.self) {
            try tracer.withSpan("work") { _ in throw Broken() }
        }
        let span = try #require(sink.spans.first)
        #expect(span.outcome == .error(description: ""))
        #expect(span.events.map(\.name) == ["exception"])
    }

    @Test func extractsAndInjects() throws {
        let tracer = tracer()
        var context = ServiceContext.topLevel
        tracer.extract(inbound, into: &context, using: Fields())
        #expect(context.spanContext?.isRemote == true)
        var outbound: [String: String] = [:]
        let span = tracer.startSpan("call", context: context, ofKind: .client)
        tracer.inject(span.context, into: &outbound, using: Fields())
        span.end()
        #expect(
            outbound == [
                "traceparent":
                    "00-0af7651916cd43dd8448eb211c80319c-\(span.spanContext.spanID)-03",
                "tracestate": "vendor=1,other=2",
            ])
        let ended = try #require(sink.spans.first)
        #expect(ended.parentIsRemote && ended.parentSpanID.description == "b7ad6b7169203331")
    }

    @Test(arguments: [("", "kept"), ("no member,;", "kept"), ("key=new", "new"), ("x=1,;", nil)])
    func aBaggageThatCannotBeReadChangesNothing(_ field: String, _ value: String?) {
        var context = ServiceContext.topLevel
        context.baggage.set("key", "kept")
        tracer().extract(["baggage": field], into: &context, using: Fields())
        #expect(context.baggage["key"] == value)
    }

    @Test(arguments: ["00-bad", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"])
    func aBadTraceParentCostsTheTraceStateTooButNothingElse(_ field: String) {
        var context = ServiceContext.topLevel
        context[BaggageKey.self] = "kept"
        tracer().extract(
            ["traceparent": field, "tracestate": "vendor=1"], into: &context, using: Fields())
        #expect(context.spanContext == nil && context[BaggageKey.self] == "kept")
    }

    @Test func aBadTraceStateCostsItselfAlone() {
        var context = ServiceContext.topLevel
        var fields = inbound
        fields["tracestate"] = "no equals sign"
        tracer().extract(fields, into: &context, using: Fields())
        #expect(context.spanContext?.isValid == true)
        #expect(context.spanContext?.traceState.isEmpty == true)
    }

    @Test func aDroppedSpanHasANewIDAndLosesNothing() throws {
        let tracer = tracer()
        var context = ServiceContext.topLevel
        context[BaggageKey.self] = "kept"
        var fields = inbound
        fields["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02"
        tracer.extract(fields, into: &context, using: Fields())
        let span = tracer.startSpan("dropped", context: context)
        #expect(!span.isRecording)
        #expect(span.context[BaggageKey.self] == "kept")
        let identity = try #require(span.context.spanContext)
        #expect(identity.traceID.description == "0af7651916cd43dd8448eb211c80319c")
        #expect(identity.spanID.isValid && identity.spanID.description != "b7ad6b7169203331")
        #expect(identity.flags == .random && !identity.isRemote)
        #expect(identity.traceState.description == "vendor=1,other=2")
        span.attributes["a"] = 1
        span.operationName = "ignored"
        span.end()
        #expect(sink.spans.isEmpty && span.attributes.isEmpty && span.operationName == "")
    }

    @Test func attributesAreReadAndReplaced() {
        let span = tracer().startSpan("work", context: .topLevel)
        span.attributes["b"] = "text"
        span.attributes["a"] = 1
        span.attributes["c"] = [1.5, 2.5]
        span.updateAttributes { attributes in
            attributes["b"] = true
            attributes["c"] = nil as String?
        }
        #expect(span.attributes.get("b") == .bool(true))
        #expect(span.attributes.count == 2)
        span.end()
        #expect(
            sink.spans.first?.attributes.sorted { $0.key < $1.key } == [
                Attribute("a", .integer(1)), Attribute("b", .boolean(true)),
            ])
    }

    @Test func attributesBeyondTheLimitAreDroppedAndCounted() throws {
        var limits = SpanLimits()
        limits.attributes = 3
        limits.attributeValueScalars = 2
        let tracer = TraceSDK.Tracer(
            sampler: .alwaysOn, generator: IDGenerator(seed: (1, 2, 3, 4)), sink: sink,
            limits: limits)
        let span = tracer.startSpan("work", context: .topLevel)
        for key in ["c", "b", "a"] { span.attributes[key] = "long" }
        span.attributes["0 is one too many"] = 1
        span.attributes["c"] = "kept"
        span.updateAttributes { attributes in
            attributes["1"] = 1
            attributes["2"] = 2
        }
        span.end()
        let ended = try #require(sink.spans.first)
        #expect(
            ended.attributes.sorted { $0.key < $1.key } == [
                Attribute("a", .string("lo")), Attribute("b", .string("lo")),
                Attribute("c", .string("ke")),
            ])
        #expect(ended.droppedAttributes == 3)
    }

    @Test func manyThreadsMayChangeTheAttributesOfOneSpan() async throws {
        let span = tracer().startSpan("work", context: .topLevel)
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for _ in 0..<200 { span.attributes["key\(writer)"] = writer }
                }
            }
        }
        span.end()
        #expect(try #require(sink.spans.first).attributes.count == 8)
    }

    @Test(
        arguments: [
            (.int32(1), .integer(1)), (.int64(2), .integer(2)), (.int32Array([1]), .integers([1])),
            (.int64Array([2]), .integers([2])), (.double(0.5), .double(0.5)),
            (.doubleArray([0.5]), .doubles([0.5])), (.bool(true), .boolean(true)),
            (.boolArray([true]), .booleans([true])), (.string("s"), .string("s")),
            (.stringArray(["s"]), .strings(["s"])), (.stringConvertible(7), .string("7")),
            (.stringConvertibleArray([7]), .strings(["7"])),
        ] as [(SpanAttribute, AttributeValue)])
    func everyKindOfAttributeArrives(_ given: SpanAttribute, _ stored: AttributeValue) {
        let span = tracer().startSpan("work", context: .topLevel)
        span.attributes["key"] = given
        span.end()
        #expect(sink.spans.first?.attributes == [Attribute("key", stored)])
    }

    @Test func eventsAndLinksArrive() throws {
        let tracer = tracer()
        let other = tracer.startSpan("other", context: .topLevel)
        let span = tracer.startSpan("work", context: .topLevel)
        span.addEvent(SpanEvent(name: "event", attributes: ["b": 2, "a": 1]))
        span.addLink(other, attributes: ["why": "because"])
        span.addLink(SpanLink(context: .topLevel, attributes: [:]))
        span.setStatus(SpanStatus(code: .error, message: "said so"))
        span.end()
        let ended = try #require(sink.spans.first)
        #expect(ended.events[0].attributes.map(\.key) == ["a", "b"])
        #expect(ended.links.map(\.context) == [other.spanContext])
        #expect(ended.links[0].attributes == [Attribute("why", .string("because"))])
        #expect(ended.outcome == .error(description: "said so"))
    }

    @Test func findsTheRunningSpanOfAContext() {
        let tracer = tracer()
        let span = tracer.startSpan("work", context: .topLevel)
        #expect(tracer.activeSpan(identifiedBy: span.context)?.recording === span.recording)
        #expect(tracer.activeSpan(identifiedBy: .topLevel) == nil)
    }

    @Test func aSpanCanBeRecordedWhateverTheSamplerSays() {
        let span = tracer(.alwaysOff).startSpan(
            "startup", context: .topLevel, role: .internal, startUnixNanoseconds: 1,
            sampling: .always)
        span.end()
        #expect(sink.spans.map(\.name) == ["startup"])
        #expect(sink.spans[0].context.isSampled)
    }

    @Test func whatIsKeptInAnyCaseStandsForNoOthers() {
        for sampling in [SpanSampling.bySampler, .always] {
            tracer(.probability(0.999_999)).startSpan(
                "startup", context: .topLevel, role: .internal, startUnixNanoseconds: 1,
                sampling: sampling
            ).end()
        }
        #expect(sink.spans.map(\.context.traceState.isEmpty) == [false, true])
    }
}
