// http/json: the same spans as OTLP's JSON, and nothing that is not protobuf becomes JSON.
import Testing
import Wire

@testable import OTLP
@testable import TraceSDK

struct OTLPTranscoderTests {
    private let head = SpanHead(
        traceID: TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10),
        spanID: SpanID(bits: 0x1112_1314_1516_1718), flags: .sampled,
        parentSpanID: SpanID(bits: 5), parentIsRemote: true, role: .server,
        startUnixNanoseconds: 1_700_000_000_000_000_001,
        endUnixNanoseconds: 1_700_000_000_000_000_002)

    /// A request with one span.
    private func request(_ write: (inout SpanEncoder) -> Void) -> [UInt8] {
        var encoder = SpanEncoder()
        encoder.begin(head)
        write(&encoder)
        encoder.end()
        var body = ExportEnvelope.sample.head
        encoder.append(to: &body)
        ExportEnvelope.sample.close(&body)
        return body
    }

    @Test func theWholeTextOfAPlainSpan() throws {
        let body = request { encoder in
            encoder.name("näme \"x\"" as StaticString)
            encoder.attribute("a", -1)
            encoder.statusError()
            encoder.attribute("b", true)
        }
        let json = String(decoding: try OTLPTranscoder.json(body), as: UTF8.self)
        let resource =
            #"{"key":"service.name","value":{"stringValue":"sample"}},"#
            + #"{"key":"telemetry.sdk.language","value":{"stringValue":"swift"}},"#
            + #"{"key":"telemetry.sdk.name","value":{"stringValue":"gatewayz-otel"}},"#
            + #"{"key":"telemetry.sdk.version","value":{"stringValue":"1.0.0"}}"#
        let span =
            #"{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"1112131415161718","#
            + #""parentSpanId":"0000000000000005","kind":2,"#
            + #""startTimeUnixNano":"1700000000000000001","#
            + #""endTimeUnixNano":"1700000000000000002","flags":769,"name":"näme \"x\"","#
            + #""attributes":[{"key":"a","value":{"intValue":"-1"}},"#
            + #"{"key":"b","value":{"boolValue":true}}],"status":{"code":2}}"#
        let schema = #""schemaUrl":"https://opentelemetry.io/schemas/1.44.0""#
        #expect(
            json == #"{"resourceSpans":[{"resource":{"attributes":["# + resource + "]},"
                + schema + #","scopeSpans":[{"scope":{"name":"tests","version":"1.0"},"#
                + schema + #","spans":["# + span + "]}]}]}")
    }

    @Test func everyKindOfValueHasItsForm() throws {
        var span = FinishedSpan.sample(with: [
            Attribute("d", .double(.nan)), Attribute("i", .double(.infinity)),
            Attribute("n", .double(-.infinity)), Attribute("h", .double(0.5)),
            Attribute("l", .integers([.min, .max])), Attribute("e", .strings([])),
        ])
        span.events = [
            FinishedSpan.Event(name: "ev", unixNanoseconds: 3, attributes: [], droppedAttributes: 4)
        ]
        span.links = [
            FinishedSpan.Link(context: span.context, attributes: [], droppedAttributes: 0)
        ]
        span.droppedEvents = 9
        var encoder = SpanEncoder()
        encoder.append(span)
        var body = ExportEnvelope.sample.head
        encoder.append(to: &body)
        ExportEnvelope.sample.close(&body)
        let parsed = try JSONParser().parse(try OTLPTranscoder.json(body))
        let read = try #require(
            parsed["resourceSpans"]?.elements?.first?["scopeSpans"]?.elements?.first?["spans"]?
                .elements?.first)
        let values = try #require(read["attributes"]?.elements).map { $0["value"] }
        #expect(values[0]?["doubleValue"] == .string("NaN"))
        #expect(values[1]?["doubleValue"] == .string("Infinity"))
        #expect(values[2]?["doubleValue"] == .string("-Infinity"))
        #expect(values[3]?["doubleValue"] == .number(0.5))
        let list = values[4]?["arrayValue"]?["values"]?.elements
        #expect(
            list?.map { $0["intValue"] } == [
                .string("-9223372036854775808"), .string("9223372036854775807"),
            ])
        #expect(values[5]?["arrayValue"]?["values"] == nil)
        let event = read["events"]?.elements?.first
        #expect(event?["timeUnixNano"] == .string("3") && event?["name"] == .string("ev"))
        #expect(event?["droppedAttributesCount"] == .integer(4))
        #expect(read["droppedEventsCount"] == .integer(9))
        let link = read["links"]?.elements?.first
        #expect(link?["traceId"] == .string("00000000000000010000000000000002"))
    }

    @Test func bytesAndMapsOfAnySenderAreKnown() throws {
        var body: [UInt8] = []
        let messages = [1, 1, 1].map { Protobuf.beginMessage(field: $0, to: &body) }
        Protobuf.appendString(field: 1, "k", to: &body)
        let value = Protobuf.beginMessage(field: 2, to: &body)
        let map = Protobuf.beginMessage(field: 6, to: &body)
        let pair = Protobuf.beginMessage(field: 1, to: &body)
        Protobuf.appendString(field: 1, "inner", to: &body)
        let inner = Protobuf.beginMessage(field: 2, to: &body)
        let bytes: [UInt8] = [0xFF, 0x00]
        Protobuf.appendBytes(field: 7, bytes.span, to: &body)
        for message in [inner, pair, map, value] { Protobuf.endMessage(message, in: &body) }
        for message in messages.reversed() { Protobuf.endMessage(message, in: &body) }
        let json = String(decoding: try OTLPTranscoder.json(body), as: UTF8.self)
        #expect(
            json == #"{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":"#
                + #"{"kvlistValue":{"values":[{"key":"inner","value":{"bytesValue":"/wA="}}]}}"#
                + "}]}}]}")
    }

    @Test func whatIsCutNeverBecomesMoreThanItWas() throws {
        let body = request { $0.name("name" as StaticString) }
        for length in 1..<body.count {
            #expect(throws: ProtobufError.self) {
                try OTLPTranscoder.json(Array(body[..<length]))
            }
        }
        #expect(try OTLPTranscoder.json([]) == Array("{}".utf8))
    }

    @Test func nestingIsBounded() throws {
        /// A request whose one resource attribute nests so many arrays.
        func nested(_ depth: Int) -> [UInt8] {
            var body: [UInt8] = []
            for index in 0..<depth {
                var outer: [UInt8] = []
                let field = [1, 5][index % 2]
                Protobuf.appendBytes(field: field, body.span, to: &outer)
                body = outer
            }
            for field in [2, 1, 1, 1] {
                var outer: [UInt8] = []
                Protobuf.appendBytes(field: field, body.span, to: &outer)
                body = outer
            }
            return body
        }
        // Depth 0 is the request itself, the attribute's value is at depth 4.
        let deepest = OTLPTranscoder.maximumDepth - 5
        _ = try OTLPTranscoder.json(nested(deepest))
        #expect(throws: ProtobufError.self) { try OTLPTranscoder.json(nested(deepest + 1)) }
    }
}
