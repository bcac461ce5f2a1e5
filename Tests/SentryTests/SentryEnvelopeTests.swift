// The bytes of an envelope, read by our own strict JSON reader.
import Testing
import Wire

@testable import Sentry

struct SentryEnvelopeTests {
    private let envelopes = SentryEnvelope(
        identity: SentryIdentity(
            environment: "staging", release: "2.0.3", serverName: "replica", clientName: "us",
            clientVersion: "1"),
        limits: SentryLimits(), scrub: { $0.replacing("topsecret", with: "[redacted]") })

    private func event(_ change: (inout SentryEvent) -> Void = { _ in }) -> SentryEvent {
        var event = SentryEvent(
            level: .error, type: "HTTP 503", message: "with topsecret", culprit: "GET /x",
            unixNanoseconds: 1_500_000_000)
        change(&event)
        return event
    }

    private func json(_ bytes: some Sequence<UInt8>) throws -> JSONValue {
        try JSONParser().parse(Array(bytes))
    }

    @Test func anEventSaysWhoWhatWhenAndWhere() throws {
        let payload = try json(
            envelopes.payload(
                of: event { event in
                    event.trace = .init(high: 1, low: 2, span: 3, operation: "http.server")
                    event.request = .init(method: "GET", path: "/x?token=topsecret")
                    event.tags = [("a", "topsecret"), ("a", "again"), ("b", "")]
                }, id: "f00"))
        for (key, value) in [
            ("event_id", "f00"), ("timestamp", "1970-01-01T00:00:01.500Z"), ("platform", "other"),
            ("level", "error"), ("environment", "staging"), ("release", "2.0.3"),
            ("server_name", "replica"), ("transaction", "GET /x"),
        ] {
            #expect(payload[key]?.string == value)
        }
        let exception = payload["exception"]?["values"]?.elements?.first
        #expect(exception?["type"]?.string == "HTTP 503")
        #expect(exception?["value"]?.string == "with [redacted]")
        #expect(payload["request"]?["url"]?.string == "/x")
        let trace = payload["contexts"]?["trace"]
        #expect(trace?["trace_id"]?.string == "00000000000000010000000000000002")
        #expect(trace?["span_id"]?.string == "0000000000000003")
        #expect(payload["tags"]?.members?.map(\.key) == ["a"])
        #expect(payload["tags"]?["a"]?.string == "[redacted]")
    }

    @Test(arguments: [(1_000, 1_000), (1_001, 1_000)])
    func aMessageIsBounded(given: Int, kept: Int) throws {
        let long = String(repeating: "x", count: given)
        let payload = try json(envelopes.payload(of: event { $0.message = long }, id: "1"))
        let value = payload["exception"]?["values"]?.elements?.first?["value"]?.string
        #expect(value?.count == kept)
    }

    @Test(arguments: [(32, 200, 32, 200), (33, 201, 32, 200)])
    func tagsAreBounded(count: Int, length: Int, kept: Int, keptLength: Int) throws {
        let payload = try json(
            envelopes.payload(
                of: event { event in
                    event.tags = (0..<count).map {
                        ("t\($0)", String(repeating: "v", count: length))
                    }
                }, id: "1"))
        #expect(payload["tags"]?.members?.count == kept)
        #expect(payload["tags"]?["t0"]?.string?.count == keptLength)
    }

    @Test func anEnvelopeIsLinesWithLengths() throws {
        let payload = envelopes.payload(of: event { $0.message = "two\nlines" }, id: "f00")
        let bytes = envelopes.envelope(
            id: "f00", payload: payload, discarded: [("queue_overflow", 3)],
            sentAtUnixNanoseconds: 2_000_000_000)
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(lines.count == 6)
        #expect(try json(lines[0])["event_id"]?.string == "f00")
        #expect(try json(lines[0])["sent_at"]?.string == "1970-01-01T00:00:02.000Z")
        #expect(try json(lines[1])["type"]?.string == "event")
        #expect(try json(lines[1])["length"]?.integer == Int64(payload.count))
        #expect(Array(lines[2]) == payload)
        #expect(try json(lines[3])["type"]?.string == "client_report")
        #expect(try json(lines[3])["length"]?.integer == Int64(lines[4].count))
        let discarded = try json(lines[4])["discarded_events"]?.elements?.first
        #expect(discarded?["reason"]?.string == "queue_overflow")
        #expect(discarded?["category"]?.string == "error")
        #expect(discarded?["quantity"]?.integer == 3)
    }

    @Test func anIdentifierIsARandomUUIDWithoutHyphens() {
        #expect(SentryIdentifier.text(high: 0, low: 0) == "00000000000040008000000000000000")
        #expect(
            SentryIdentifier.text(high: .max, low: .max) == "ffffffffffff4fffbfffffffffffffff")
    }
}
