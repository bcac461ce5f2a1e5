// The bytes of spans: golden, at every length, and read back.
import Testing
import Wire

@testable import OTLP
@testable import TraceSDK

struct SpanEncoderTests {
    private let head = SpanHead(
        traceID: TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10),
        spanID: SpanID(bits: 0x1112_1314_1516_1718), flags: [.sampled, .random],
        parentSpanID: SpanID(bits: 0x2122_2324_2526_2728), parentIsRemote: true, role: .server,
        startUnixNanoseconds: 1, endUnixNanoseconds: 2)

    /// The one span of an encoder's bytes.
    private func decoded(_ encoder: borrowing SpanEncoder) throws -> DecodedMessage {
        let spans = try DecodedMessage(encoder.bytes).messages(2)
        #expect(spans.count == 1)
        return try #require(spans.first)
    }

    @Test func layoutIsThatOfTheSchema() {
        var encoder = SpanEncoder()
        encoder.begin(head)
        encoder.name("GET" as StaticString, "/health" as StaticString)
        encoder.attribute("http.response.status_code", 200)
        encoder.statusError()
        let size = encoder.end()
        var golden: [UInt8] = [0x12, 115, 0x0A, 16]
        golden += 0x01...0x10
        golden += [0x12, 8]
        golden += 0x11...0x18
        golden += [0x22, 8]
        golden += 0x21...0x28
        golden += [0x30, 2, 0x39, 1, 0, 0, 0, 0, 0, 0, 0, 0x41, 2, 0, 0, 0, 0, 0, 0, 0]
        golden += [0x85, 0x01, 0x03, 0x03, 0, 0, 0x2A, 11]
        golden += Array("GET /health".utf8)
        golden += [0x4A, 32, 0x0A, 25]
        golden += Array("http.response.status_code".utf8)
        golden += [0x12, 3, 0x18, 0xC8, 0x01, 0x7A, 2, 0x18, 2]
        #expect(encoder.bytes == golden)
        #expect(size == golden.count)
    }

    @Test func eachSpanTakesThePlaceOfTheOneBefore() {
        var encoder = SpanEncoder()
        encoder.begin(head)
        encoder.attribute("a", "b")
        encoder.end()
        encoder.begin(head)
        encoder.attribute("a", "b")
        encoder.discard()
        #expect(encoder.count == 0)
        encoder.begin(head)
        let size = encoder.end()
        var chunk: [UInt8] = [1, 2, 3]
        encoder.append(to: &chunk)
        #expect(chunk.count == 3 + size)
        #expect(chunk.prefix(3) == [1, 2, 3])
    }

    @Test func aRootHasNoParentAndAnEndNeverBeforeItsStart() throws {
        var root = head
        root.parentSpanID = .invalid
        root.parentIsRemote = false
        root.endUnixNanoseconds = -5
        var encoder = SpanEncoder()
        encoder.begin(root)
        encoder.end()
        let span = try decoded(encoder)
        #expect(span.all(4).isEmpty)
        #expect(try span.fixed64(7) == 1 && span.fixed64(8) == 1)
        #expect(try span.fixed32(16) == 0x103)
    }

    @Test func everyKindOfAttributeIsRead() throws {
        var encoder = SpanEncoder()
        encoder.begin(head)
        encoder.attribute("literal", "value")
        encoder.attribute("text", String("wört"))
        encoder.attribute("span", Array("bytes".utf8).span)
        unsafe Array("raw".utf8).withUnsafeBytes { unsafe encoder.attribute("pointer", $0) }
        encoder.attribute("empty", "")
        encoder.attribute("negative", -1)
        encoder.attribute("large", Int.max)
        encoder.attribute("yes", true)
        encoder.attribute("no", false)
        encoder.attribute("double", 0.25)
        encoder.attribute("texts", ["a", "b"])
        encoder.end()
        #expect(
            try decoded(encoder).attributes(9) == [
                "literal=value", "text=wört", "span=bytes", "pointer=raw", "empty=",
                "negative=-1", "large=\(Int.max)", "yes=true", "no=false", "double=0.25",
                "texts=[a,b]",
            ])
    }

    @Test(
        arguments: [
            ([], ""), ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"),
            (Array("grün €".utf8), "grün €"),
            (
                Array(repeating: 0x61, count: 16) + [0x80],
                String(repeating: "a", count: 16) + "\u{FFFD}"
            ),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] as [([UInt8], String)])
    func bytesBecomeWellFormedText(_ bytes: [UInt8], _ text: String) throws {
        var encoder = SpanEncoder()
        encoder.begin(head)
        encoder.name(bytes.span)
        encoder.attribute("key", bytes.span)
        encoder.end()
        #expect(try decoded(encoder).text(5) == text)
        #expect(try decoded(encoder).attributes(9) == ["key=\(text)"])
        var composed = SpanEncoder()
        composed.begin(head)
        composed.name(bytes.span, bytes.span)
        composed.end()
        #expect(try decoded(composed).text(5) == "\(text) \(text)")
    }

    @Test func everyLengthOfTextIsRead() throws {
        let lengths = Array(0...300) + [16_370, 16_383, 16_384, 70_000, 2_097_152]
        for length in lengths {
            let text = String(repeating: "x", count: length)
            var encoder = SpanEncoder()
            encoder.begin(head)
            encoder.name(text, "y" as StaticString)
            encoder.attribute("key", text)
            let size = encoder.end()
            let span = try decoded(encoder)
            #expect(size == encoder.bytes.count)
            #expect(try span.text(5)?.utf8.count == length + 2)
            #expect(try span.attributes(9).first?.utf8.count == length + 4)
        }
    }

    @Test func theLengthOfASpanIsAlwaysTheShortestVarint() throws {
        // From below 128 bytes, where the kept room shrinks, to above 16,383, where it grows.
        for length in [0, 1, 30, 40, 41, 50, 16_000, 16_290, 16_300, 16_310, 16_400, 2_100_000] {
            var encoder = SpanEncoder()
            encoder.begin(head)
            encoder.name(String(repeating: "x", count: length))
            let size = encoder.end()
            var varint: [UInt8] = []
            let room = [1, 2, 3, 4].first { Protobuf.varintLength(UInt64(size - 1 - $0)) == $0 }
            Protobuf.appendVarint(UInt64(size - 1 - (try #require(room))), to: &varint)
            #expect(Array(encoder.bytes[1...varint.count]) == varint)
            #expect(try decoded(encoder).text(5)?.utf8.count == length)
        }
    }

    @Test func aGeneralSpanArrivesWhole() throws {
        let parsed = TraceState.parse(Array("v=1".utf8).span)
        let state = try #require(parsed)
        let other = SpanContext(
            traceID: TraceID(high: 5, low: 6), spanID: SpanID(bits: 7), flags: .sampled,
            traceState: state, isRemote: true)
        let many = [
            Attribute("s", .strings(["a", "b"])), Attribute("b", .booleans([true, false])),
            Attribute("i", .integers([-1, 2])), Attribute("d", .doubles([0.5])),
            Attribute("e", .strings([])),
        ]
        let span = FinishedSpan(
            context: SpanContext(
                traceID: head.traceID, spanID: head.spanID, flags: .sampled, traceState: state),
            parentSpanID: head.parentSpanID, parentIsRemote: false, name: "näme", role: .client,
            startUnixNanoseconds: 10, endUnixNanoseconds: 20, attributes: many,
            droppedAttributes: 3,
            events: [
                FinishedSpan.Event(
                    name: "event", unixNanoseconds: 15, attributes: [Attribute("k", .string("v"))],
                    droppedAttributes: 4)
            ], droppedEvents: 5,
            links: [
                FinishedSpan.Link(
                    context: other, attributes: [Attribute("l", .integer(1))], droppedAttributes: 6)
            ], droppedLinks: 7, outcome: .error(description: "said so"))
        var encoder = SpanEncoder()
        encoder.append(span)
        let read = try decoded(encoder)
        #expect(try read.bytes(1) == Array(0x01...0x10))
        #expect(try read.bytes(2) == Array(0x11...0x18))
        #expect(try read.text(3) == "v=1" && read.text(5) == "näme")
        #expect(try read.varint(6) == 3 && read.fixed64(7) == 10 && read.fixed64(8) == 20)
        #expect(
            try read.attributes(9) == ["s=[a,b]", "b=[true,false]", "i=[-1,2]", "d=[0.5]", "e=[]"])
        #expect(try read.varint(10) == 3 && read.varint(12) == 5 && read.varint(14) == 7)
        let event = try #require(try read.message(11))
        #expect(try event.fixed64(1) == 15 && event.text(2) == "event")
        #expect(try event.attributes(3) == ["k=v"] && event.varint(4) == 4)
        let link = try #require(try read.message(13))
        #expect(try link.bytes(1) == [0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6])
        #expect(try link.bytes(2) == [0, 0, 0, 0, 0, 0, 0, 7] && link.text(3) == "v=1")
        #expect(try link.attributes(4) == ["l=1"] && link.varint(5) == 6)
        #expect(try link.fixed32(6) == 0x301)
        let status = try #require(try read.message(15))
        #expect(try status.text(2) == "said so" && status.varint(3) == 2)
        #expect(try read.fixed32(16) == 0x101)
    }

    @Test(
        arguments: [
            (SpanOutcome.unset, nil), (.ok, 1), (.error(description: ""), 2),
        ] as [(SpanOutcome, UInt64?)])
    func theStatusIsWrittenOnlyWhereSomebodySaidOne(_ outcome: SpanOutcome, _ code: UInt64?) throws
    {
        var span = FinishedSpan.sample
        span.outcome = outcome
        var encoder = SpanEncoder()
        encoder.append(span)
        #expect(try decoded(encoder).message(15)?.varint(3) == code)
    }
}
