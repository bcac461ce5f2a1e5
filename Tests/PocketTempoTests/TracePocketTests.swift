// Requests in, replies out, and what a newcomer sees in between.
import HTTPCore
import PocketTempo
import Testing
import Wire

struct TracePocketTests {
    private let pocket = TracePocket()
    private let search = TraceSearch()

    /// A request of one span, compressed by another gzip.
    static let compressed: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10,
        0x36, 5, 0, 0, 0,
    ]

    @Test func aReceivedTraceIsFoundByIDByServiceAndBySearch() throws {
        let reply = export([Sample.span(1, name: "GET /health"), Sample.span(2, parent: 1)])
        #expect(reply.status == .ok)
        #expect(reply.body.isEmpty)
        #expect("\(reply.contentType)" == "application/x-protobuf")

        let byID = try json(
            search.trace(String(repeating: "0", count: 31) + "1", in: pocket.snapshot))
        let batch = byID["batches"]?.elements?.first
        #expect(
            batch?["resource"]?["attributes"]?.elements?.first?["value"]?["stringValue"]?.string
                == "api")
        let spans = batch?["scopeSpans"]?.elements?.first?["spans"]?.elements
        #expect(spans?.map { $0["name"]?.string } == ["GET /health", "work"])
        #expect(spans?.first?["traceId"]?.string == "00000000000000000000000000000001")
        #expect(spans?.last?["parentSpanId"]?.string == "0000000000000001")

        for found in [
            search.traces(service: "api", limit: nil, in: pocket.snapshot),
            search.traces(service: nil, limit: nil, in: pocket.snapshot),
            search.search(
                query: #"{resource.service.name="api"}"#, tags: nil,
                TraceSearch.Bounds(limit: "1"), in: pocket.snapshot),
            search.search(query: nil, tags: "service.name=api", in: pocket.snapshot),
            search.search(query: nil, tags: nil, in: pocket.snapshot),
        ] {
            let traces = try json(found)["traces"]?.elements
            #expect(traces?.count == 1)
            #expect(traces?.first?["traceID"]?.string == "00000000000000000000000000000001")
            #expect(traces?.first?["rootServiceName"]?.string == "api")
            #expect(traces?.first?["rootTraceName"]?.string == "GET /health")
            #expect(traces?.first?["startTimeUnixNano"]?.string == "1000000000")
            #expect(traces?.first?["durationMs"]?.integer == 1)
        }
    }

    @Test func everyKindOfValueIsShownAsOTLPWritesIt() throws {
        var span = ExportDecoderTests.full
        span.attributes = Sample.values
        _ = export([span])
        let reply = search.trace("aabbccddeeff001100000000000000ff", in: pocket.snapshot)
        let text = String(decoding: reply.body, as: UTF8.self)
        for part in [
            #"{"key":"string","value":{"stringValue":"é"}}"#,
            #"{"key":"boolean","value":{"boolValue":true}}"#,
            #"{"key":"integer","value":{"intValue":"-1"}}"#,
            #"{"key":"double","value":{"doubleValue":0.5}}"#,
            #"{"key":"bytes","value":{"bytesValue":"AQL/"}}"#,
            #"{"arrayValue":{"values":[{"intValue":"1"},"#,
            #"{"kvlistValue":{"values":[{"key":"k","value":{"boolValue":false}}]}}"#,
            #"{"key":"empty","value":{}}"#, #""kind":"SPAN_KIND_SERVER""#,
            #""status":{"code":"STATUS_CODE_ERROR","message":"broken"}"#, #""flags":769"#,
            #""events":[{"timeUnixNano":"5","name":"exception""#,
            #""links":[{"traceId":"00000000000000010000000000000002","#, #""traceState":"a=b""#,
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(throws: Never.self) { try json(reply) }
    }

    @Test func aSearchShowsTheSpansThatMetItWithWhatWasSelected() throws {
        _ = export([
            Sample.span(1, name: "GET /health"), Sample.span(2, parent: 1),
            Sample.span(3, parent: 1), Sample.span(4, parent: 1), Sample.span(5, parent: 1),
        ])
        let found = search.search(
            query: #"{name="work"} | select(resource.service.name, .missing)"#, tags: nil,
            in: pocket.snapshot)
        let set = try json(found)["traces"]?.elements?.first?["spanSets"]?.elements?.first
        #expect(set?["matched"]?.integer == 4)
        let spans = set?["spans"]?.elements
        #expect(spans?.map { $0["spanID"]?.string?.last } == ["2", "3", "4"])
        let attributes = spans?.first?["attributes"]?.elements
        #expect(attributes?.map { $0["key"]?.string } == ["service.name"])
        #expect(attributes?.first?["value"]?["stringValue"]?.string == "api")
    }

    @Test(
        arguments: [
            (nil, nil, 2), ("1", "1", 1), ("2", "4", 0), ("2", nil, 1), (nil, "4", 1),
            ("5", "5", 1),
            ("6", "6", 1), ("7", nil, 0), ("5", "4", nil), ("x", nil, nil), (nil, "-1", nil),
        ] as [(String?, String?, Int?)])
    func aSearchIsBoundedInTime(start: String?, end: String?, count: Int?) throws {
        _ = export([
            Sample.span(1, of: 1, start: 1_000_000_000),
            Sample.span(1, of: 2, start: 5_900_000_000, duration: 1_000_000_000),
        ])
        let found = search.search(
            query: nil, tags: nil, TraceSearch.Bounds(start: start, end: end), in: pocket.snapshot)
        #expect(found.status == (count == nil ? .badRequest : .ok))
        if let count { #expect(try json(found)["traces"]?.elements?.count == count) }
    }

    @Test func theSecondVersionOfTheAPIWrapsTheTrace() throws {
        _ = export([Sample.span(1, name: "GET /health")])
        let reply = try json(search.trace("1", version: 2, in: pocket.snapshot))
        let batch = reply["trace"]?["resourceSpans"]?.elements?.first
        let spans = batch?["scopeSpans"]?.elements?.first?["spans"]?.elements
        #expect(spans?.map { $0["name"]?.string } == ["GET /health"])
        #expect(reply["status"]?.string == "COMPLETE")
    }

    @Test func whatIsNotThereOrNotUnderstoodIsSaid() {
        let store = pocket.snapshot
        #expect(search.trace("1", in: store).status == .notFound)
        for id in ["", "xyz", String(repeating: "a", count: 33)] {
            #expect(search.trace(id, in: store).status == .badRequest)
        }
        for limit in ["0", "-1", "x", ""] {
            #expect(search.traces(service: nil, limit: limit, in: store).status == .badRequest)
        }
        let refused = search.search(
            query: #"{service.name="x"}"#, tags: nil, in: store)
        #expect(refused.status == .badRequest)
        #expect(String(decoding: refused.body, as: UTF8.self).contains("resource.<name>"))
    }

    @Test(
        arguments: [
            (nil, nil, 415), ("application/json", nil, 415), ("text/plain", nil, 415),
            ("application/x-protobuf", "br", 415), ("application/x-protobuf", "gzip", 400),
            ("application/x-protobuf", nil, 400), ("APPLICATION/X-PROTOBUF; a=b", "identity", 400),
        ] as [(String?, String?, UInt16)])
    func aRequestThatIsNoneIsRefusedAsOTLPSays(type: String?, encoding: String?, status: UInt16) {
        let reply = pocket.receive(contentType: type, contentEncoding: encoding, body: [0xFF])
        #expect(reply.status.code == status)
        #expect("\(reply.contentType)" == "application/x-protobuf")
        var reader = ProtobufReader(reply.body)
        #expect(throws: Never.self) {
            #expect(try reader.next()?.value == .varint(3))
            let message = try #require(try reader.next())
            #expect(try !reader.string(message).isEmpty)
        }
        #expect(pocket.snapshot.counts.spans == 0)
    }

    @Test func sizesAreBoundedBeforeAndAfterDecompression() {
        var limits = PocketLimits()
        limits.maximumRequestBytes = Self.compressed.count
        limits.maximumInflatedBytes = 5
        let type = "application/x-protobuf"
        var receiver = ExportReceiver(limits: limits)
        // "hello" is gzip of the right size, though no protobuf.
        let whole = receiver.receive(
            contentType: type, contentEncoding: "gzip", body: Self.compressed)
        #expect(whole.reply.status == .badRequest)
        let long = receiver.receive(
            contentType: type, contentEncoding: "gzip", body: Self.compressed + [0])
        #expect(long.reply.status == .contentTooLarge)
        limits.maximumInflatedBytes = 4
        receiver = ExportReceiver(limits: limits)
        let wide = receiver.receive(
            contentType: type, contentEncoding: "GZIP", body: Self.compressed)
        #expect(wide.reply.status == .contentTooLarge)
    }

    @Test func rejectedSpansAreCountedInTheReply() throws {
        let reply = export([Sample.span(0), Sample.span(5)])
        #expect(reply.status == .ok)
        var response = ProtobufReader(reply.body)
        let field = try #require(try response.next())
        var partial = try response.message(field)
        #expect(try partial.next()?.value == .varint(1))
        #expect(pocket.snapshot.counts.spans == 1)
    }

    @Test func aTraceIsToldOnceItsRootIsThereAndAgainForALateSpan() async {
        await confirmation(expectedCount: 2) { told in
            let pocket = TracePocket { text in
                #expect(text.hasPrefix("root 1ms INTERNAL trace_id="))
                told()
            }
            for span in [
                Sample.span(2, parent: 1), Sample.span(1, name: "root"),
                Sample.span(1, name: "root"),
                Sample.span(3, parent: 1),
            ] {
                _ = pocket.receive(
                    contentType: "application/x-protobuf", contentEncoding: nil,
                    body: Sample.request([span]))
            }
        }
    }

    private func export(_ spans: [PocketSpan]) -> PocketReply {
        pocket.receive(
            contentType: "application/x-protobuf", contentEncoding: nil,
            body: Sample.request(spans))
    }

    private func json(_ reply: PocketReply) throws -> JSONValue {
        #expect(reply.status == .ok)
        return try JSONParser().parse(reply.body)
    }
}
