// The printed tree, compared as text.
import PocketTempo
import Testing

struct TraceTreeTests {
    @Test func aTraceIsATreeInTheOrderOfTime() {
        var root = Sample.span(1, name: "GET /api/monitoring/health/{provider}", duration: 412_345)
        root.traceID = PocketTraceID(high: 0x4BF9_2F35_77B3_4DA6, low: 0xA3CE_929D_0E0E_4736)
        root.kind = .server
        root.attributes = [
            PocketAttribute(key: "http.response.status_code", value: .integer(200)),
            PocketAttribute(key: "http.route", value: .string("/api/monitoring/health/{provider}")),
            PocketAttribute(key: "url.path", value: .string("/hidden")),
        ]
        var late = Sample.span(3, parent: 1, name: "second", start: 3_000_000_000, duration: 4_000)
        late.kind = .client
        late.status = .error
        late.statusMessage = "timed out"
        var early = Sample.span(2, parent: 1, name: "first", start: 2_000_000_000)
        early.attributes = [
            PocketAttribute(key: "provider", value: .string("openai")),
            PocketAttribute(key: "limit", value: .integer(100)),
        ]
        let leaf = Sample.span(4, parent: 2, name: "", duration: 1_234_567_890)
        #expect(
            text([late, leaf, early, root]) == """
                GET /api/monitoring/health/{provider} 200 0.41ms SERVER \
                http.route=/api/monitoring/health/{provider} \
                trace_id=4bf92f3577b34da6a3ce929d0e0e4736
                  └ first 1ms INTERNAL provider=openai limit=100
                    └ (no name) 1234.5ms INTERNAL
                  └ second 0.004ms CLIENT ERROR: timed out

                """)
    }

    @Test func spansWhoseParentIsMissingStandForThemselves() {
        let text = text([Sample.span(2, parent: 77, name: "orphan"), Sample.span(1, name: "root")])
        #expect(text.split(separator: "\n").map { $0.prefix(4) } == ["root", "orph"])
        #expect(text.split(separator: "\n").allSatisfy { $0.contains("trace_id=") })
    }

    @Test func aCircleOfParentsIsShownOnce() {
        let text = text([
            Sample.span(1, parent: 2, name: "a"), Sample.span(2, parent: 1, name: "b"),
            Sample.span(3, parent: 3, name: "c"), Sample.span(4, name: "root"),
        ])
        #expect(text.split(separator: "\n").count == 4)
        for name in ["a", "b", "c", "root"] { #expect(text.contains("\(name) 1ms")) }
    }

    @Test func noControlCharacterReachesTheTerminal() {
        let evil = "a\u{1B}[31m\n\u{7}\u{202E}b" + String(repeating: "x", count: 200)
        var span = Sample.span(1, name: evil)
        span.attributes = [PocketAttribute(key: "provider", value: .string(evil))]
        span.status = .error
        span.statusMessage = evil
        let text = text([span])
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(
            !text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" })
        #expect(text.contains("xxx…"))
        #expect(text.count < 600)
    }

    @Test func theNumberOfLinesIsBoundedExactly() {
        var limits = PocketLimits()
        limits.maximumPrintedSpans = 3
        for (count, lines) in [(3, 3), (4, 4)] {
            let spans = (1...count).map { Sample.span(UInt64($0), start: UInt64($0)) }
            let text = text(spans, limits: limits)
            #expect(text.split(separator: "\n").count == lines)
            #expect(text.contains("and 1 more") == (count == 4))
        }
    }

    private func text(_ spans: [PocketSpan], limits: PocketLimits = PocketLimits()) -> String {
        var bytes: [UInt8] = []
        TraceTree.append(StoredTrace(spans: spans), limits: limits, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
