// A span's life: limits, precedence of its status, nothing after its end.
import Testing
import Tracing

@testable import TraceSDK

struct RecordingSpanTests {
    private struct Broken: Error, CustomStringConvertible { var description: String { "it broke" } }

    private let sink = CollectingSink()
    private let identity = SpanContext(
        traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: 3), flags: .sampled)

    private func span(limits: SpanLimits = SpanLimits()) -> RecordingSpan {
        RecordingSpan(
            name: "work", context: identity, parent: nil, role: .internal,
            startUnixNanoseconds: 100, limits: limits, sink: sink,
            tally: SpanCensus().shared)
    }

    @Test func handsItselfOverOnceAndThenIgnoresEverything() throws {
        let span = span()
        span.set("a", .integer(1))
        #expect(span.isRecording)
        span.end(at: 200)
        #expect(!span.isRecording)
        span.set("b", .integer(2))
        span.addEvent("late", at: 300)
        span.addLink(identity)
        span.setOutcome(.ok)
        span.recordError(Broken(), at: 300)
        span.name = "late"
        span.end(at: 300)
        let ended = try #require(sink.spans.first)
        #expect(sink.spans.count == 1)
        #expect(ended.name == "work")
        #expect(ended.attributes == [Attribute("a", .integer(1))])
        #expect(ended.events.isEmpty && ended.links.isEmpty && ended.outcome == .unset)
        #expect(ended.startUnixNanoseconds == 100 && ended.endUnixNanoseconds == 200)
        #expect(span.name == "" && span.attributes.isEmpty)
    }

    @Test func bothWaysToSetAnAttributeShareOneLimitAndOneKey() throws {
        var limits = SpanLimits()
        limits.attributes = 2
        let span = span(limits: limits)
        var bag = SpanAttributes([:])
        bag.set("a", value: .int64(1))
        bag.set("b", value: .int64(2))
        span.replaceBag(with: bag)
        span.set("a", .integer(3))
        span.set("c", .integer(4))
        span.recordError(Broken(), at: 150)
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        #expect(
            ended.attributes == [Attribute("a", .integer(3)), Attribute("b", .integer(2))])
        #expect(ended.droppedAttributes == 2)
    }

    @Test func anEndBeforeTheStartBecomesTheStart() {
        span().end(at: 50)
        #expect(sink.spans.first?.endUnixNanoseconds == 100)
    }

    @Test(
        arguments: [
            ([.ok, .error(description: "x")], .ok),
            ([.error(description: "x"), .ok], .ok),
            ([.error(description: "x"), .unset], .error(description: "x")),
            ([.error(description: "x"), .error(description: "y")], .error(description: "y")),
            ([.unset], .unset),
        ] as [([SpanOutcome], SpanOutcome)])
    func okIsFinalAndAnErrorBeatsUnset(_ said: [SpanOutcome], _ outcome: SpanOutcome) {
        let span = span()
        for one in said { span.setOutcome(one) }
        span.end(at: 200)
        #expect(sink.spans.first?.outcome == outcome)
    }

    @Test func countsWhatIsBeyondTheLimits() throws {
        let span = span()
        let limit = SpanLimits().attributes
        for index in 0..<limit { span.set("key\(index)", .integer(Int64(index))) }
        span.set("one too many", .boolean(true))
        span.set("key0", .string("overwritten in place"))
        span.set("", .string("no key, no attribute"))
        for index in 0...SpanLimits().events { span.addEvent("event\(index)", at: Int64(index)) }
        for _ in 0...SpanLimits().links { span.addLink(identity) }
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        #expect(ended.attributes.count == 128 && ended.droppedAttributes == 1)
        #expect(ended.attributes[0] == Attribute("key0", .string("overwritten in place")))
        #expect(ended.events.count == 128 && ended.droppedEvents == 1)
        #expect(ended.events.last?.name == "event127")
        #expect(ended.links.count == 128 && ended.droppedLinks == 1)
    }

    @Test func boundsTheAttributesOfEventsAndLinks() throws {
        var limits = SpanLimits()
        limits.attributesPerEvent = 2
        limits.attributesPerLink = 1
        let span = span(limits: limits)
        let three = ["a", "b", "c"].map { Attribute($0, .integer(1)) }
        span.addEvent("event", at: 1, attributes: three)
        span.addLink(identity, attributes: three)
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        #expect(ended.events[0].attributes.count == 2 && ended.events[0].droppedAttributes == 1)
        #expect(ended.links[0].attributes.count == 1 && ended.links[0].droppedAttributes == 2)
    }

    @Test func cutsTextBetweenScalars() {
        var limits = SpanLimits()
        limits.attributeValueScalars = 3
        let span = span(limits: limits)
        span.set("whole", .string("äöü"))
        span.set("cut", .string("äöüß"))
        span.set("list", .strings(["abcd", "ab"]))
        span.set("number", .integer(12345))
        span.end(at: 200)
        #expect(
            sink.spans.first?.attributes.map(\.value) == [
                .string("äöü"), .string("äöü"), .strings(["abc", "ab"]), .integer(12345),
            ])
    }

    @Test func anErrorIsAnEventAndItsTypeButNoOutcome() throws {
        let span = span()
        span.recordError(Broken(), at: 150, attributes: [Attribute("code", .integer(7))])
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        let event = try #require(ended.events.first)
        let type = String(reflecting: Broken.self)
        #expect(event.name == "exception" && event.unixNanoseconds == 150)
        #expect(
            event.attributes == [
                Attribute("exception.type", .string(type)),
                Attribute("exception.message", .string("it broke")),
                Attribute("code", .integer(7)),
            ])
        #expect(ended.attributes == [Attribute("error.type", .string(type))])
        #expect(ended.outcome == .unset)
    }

    @Test func anInvalidLinkIsIgnored() {
        let span = span()
        span.addLink(SpanContext(traceID: .invalid, spanID: .invalid, flags: []))
        span.end(at: 200)
        #expect(sink.spans.first?.links.isEmpty == true)
    }

    @Test func manyThreadsMayWriteToOneSpan() async {
        let span = span()
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for index in 0..<50 {
                        span.set("key\(writer)", .integer(Int64(index)))
                        span.addEvent("event", at: 1)
                    }
                    span.end(at: 200)
                }
            }
        }
        #expect(sink.spans.count == 1)
    }

    @Test func anEndInTheMidstOfAChangeWaitsForIt() throws {
        let span = span()
        var taken = span.takeBag()
        taken.bag["a"] = 1
        var second = span.takeBag()
        second.bag["b"] = 2
        span.putBack(&second)
        span.set("c", .integer(3))
        span.end(at: 200)
        span.end(at: 300)
        #expect(!span.isRecording && sink.spans.isEmpty)
        span.putBack(&taken)
        let ended = try #require(sink.spans.first)
        #expect(ended.attributes.map(\.key).sorted() == ["a", "b", "c"])
        #expect(ended.endUnixNanoseconds == 200)
        var late = span.takeBag()
        span.putBack(&late)
        #expect(sink.spans.count == 1)
    }

    @Test func aLookInTheMidstOfAChangeLosesNothing() throws {
        let span = span()
        span.set("a", .integer(1))
        var taken = span.takeBag()
        span.set("b", .integer(2))
        #expect(span.bag.get("b") == .int64(2) && span.attributes.map(\.key) == ["b"])
        taken.bag["c"] = 3
        span.putBack(&taken)
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        #expect(ended.attributes.map(\.key).sorted() == ["a", "b", "c"])
    }

    @Test func anEndThatWaitsForAChangeIsAnEndForAllOthers() throws {
        let span = span()
        var taken = span.takeBag()
        taken.bag["a"] = 1
        span.end(at: 200)
        span.set("b", .integer(2))
        span.addEvent("late", at: 300)
        span.addLink(identity)
        span.setOutcome(.ok)
        span.name = "late"
        span.replaceBag(with: ["d": 4])
        var second = span.takeBag()
        second.bag["c"] = 3
        span.putBack(&second)
        span.putBack(&taken)
        let ended = try #require(sink.spans.first)
        #expect(ended.name == "work" && ended.outcome == .unset)
        #expect(ended.attributes == [Attribute("a", .integer(1))])
        #expect(ended.events.isEmpty && ended.links.isEmpty)
    }

    @Test(arguments: [0, 1, 2])
    func theLimitHoldsWhileAttributesAreChanged(_ limit: Int) throws {
        var limits = SpanLimits()
        limits.attributes = limit
        let span = span(limits: limits)
        for key in ["a", "b"].prefix(limit) { span.set(key, .boolean(true)) }
        var taken = span.takeBag()
        for key in ["c", "d", "e"] { span.set(key, .boolean(true)) }
        span.putBack(&taken)
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        #expect(ended.attributes.map(\.key).sorted() == Array(["a", "b"].prefix(limit)))
        #expect(ended.droppedAttributes == 3)
    }

    @Test func whatReplacesAllAttributesWins() throws {
        let span = span()
        span.set("a", .string("old"))
        span.set("raw", .bytes([1]))
        span.replaceBag(with: ["a": "new", "raw": 7])
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        #expect(
            Set(ended.attributes) == [
                Attribute("a", .string("new")), Attribute("raw", .integer(7)),
            ])
        #expect(ended.droppedAttributes == 0)
    }

    @Test(arguments: [0, 1])
    func aChangeOfManyAttributesKeepsTheEarlierOnes(_ excess: Int) throws {
        var limits = SpanLimits()
        limits.attributes = 8
        let span = span(limits: limits)
        for earlier in ["x", "y", "z", "zz"] { span.set(earlier, .boolean(true)) }
        var taken = span.takeBag()
        for number in 0..<(4 + excess) { taken.bag["a\(number)"] = number }
        span.putBack(&taken)
        span.end(at: 200)
        let ended = try #require(sink.spans.first)
        let keys = Set(ended.attributes.map(\.key))
        #expect(keys.isSuperset(of: ["x", "y", "z", "zz"]) && keys.count == 8)
        #expect(ended.droppedAttributes == excess)
    }
}
