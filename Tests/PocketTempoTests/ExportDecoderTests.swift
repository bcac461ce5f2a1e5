// OTLP requests into spans: everything kept, nothing believed.
import PocketTempo
import Testing
import Wire

struct ExportDecoderTests {
    /// A span with every field set.
    static let full: PocketSpan = {
        var span = Sample.span(0x0102_0304_0506_0708, of: 0xFF, parent: 7, name: "GET /health")
        span.traceID.high = 0xAABB_CCDD_EEFF_0011
        span.traceState = "a=b"
        span.kind = .server
        span.flags = 0x301
        span.attributes = Sample.values
        span.status = .error
        span.statusMessage = "broken"
        span.scope.name = "gatewayz"
        span.scope.version = "1.0"
        var event = PocketEvent()
        event.name = "exception"
        event.timeUnixNanoseconds = 5
        event.attributes = [PocketAttribute(key: "a", value: .integer(1))]
        span.events = [event]
        var link = PocketLink()
        link.traceID = PocketTraceID(high: 1, low: 2)
        link.spanID = 3
        span.links = [link]
        return span
    }()

    @Test func everyFieldArrives() throws {
        let export = try ExportDecoder().decode(Sample.request([Self.full, Sample.span(2)]))
        #expect(export.rejectedSpans == 0)
        var decoded = try #require(export.spans.first)
        #expect(decoded.storedBytes > 300)
        decoded.storedBytes = Self.full.storedBytes
        #expect(decoded == Self.full)
        #expect(decoded.serviceName == "api")
        #expect(export.spans.last?.spanID == 2)
    }

    @Test func aResourceMayFollowItsSpans() throws {
        var bytes: [UInt8] = []
        Sample.message(1, &bytes) { bytes in
            Sample.message(2, &bytes) { bytes in
                Sample.message(2, &bytes) { bytes in
                    Protobuf.appendBytes(field: 1, Sample.bytes(Self.full.traceID).span, to: &bytes)
                    Protobuf.appendBytes(field: 2, Sample.bytes(9).span, to: &bytes)
                }
            }
            Sample.message(1, &bytes) { bytes in
                Sample.message(1, &bytes) { bytes in
                    Protobuf.appendString(field: 1, "service.name", to: &bytes)
                    Sample.message(2, &bytes) { Protobuf.appendString(field: 1, "late", to: &$0) }
                }
            }
        }
        #expect(try ExportDecoder().decode(bytes).spans.first?.serviceName == "late")
    }

    @Test func aCutAtAnyByteIsAnErrorOrEndsBetweenFields() throws {
        let bytes = Sample.request([Self.full])
        for length in 1..<bytes.count {
            #expect(throws: ProtobufError.self, "cut at \(length)") {
                try ExportDecoder().decode(Array(bytes[..<length]))
            }
        }
        #expect(try ExportDecoder().decode([]).spans.isEmpty)
    }

    @Test func noChangedByteIsACrash() {
        let bytes = Sample.request([Self.full])
        for index in bytes.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = bytes
                damaged[index] ^= change
                // Why: most damage is an error, some is another span; both are answers.
                let export = try? ExportDecoder().decode(damaged)
                #expect((export?.spans.count ?? 0) <= 1)
            }
        }
    }

    @Test func spansWithoutUsableIDsAreCountedNotKept() throws {
        var withoutTrace = Sample.span(1)
        withoutTrace.traceID = PocketTraceID(high: 0, low: 0)
        let request = Sample.request([withoutTrace, Sample.span(0), Sample.span(3)])
        let export = try ExportDecoder().decode(request)
        #expect(export.rejectedSpans == 2)
        #expect(export.spans.map(\.spanID) == [3])
    }

    @Test func valuesNestedBeyondTheLimitAreLeftOut() throws {
        func nested(_ depth: Int) -> PocketValue {
            depth == 0 ? .integer(1) : .array([nested(depth - 1)])
        }
        var limits = PocketLimits()
        limits.maximumValueDepth = 3
        for (depth, expected) in [(3, nested(3)), (4, .array([.array([.array([.empty])])]))] {
            var span = Sample.span(1)
            span.attributes = [PocketAttribute(key: "deep", value: nested(depth))]
            let export = try ExportDecoder(limits: limits).decode(Sample.request([span]))
            #expect(export.spans.first?.attributes["deep"] == expected)
        }
    }
}
