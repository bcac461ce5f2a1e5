// The head of every request: resource, scope, and lengths that decoders accept.
import Testing
import TraceSDK

@testable import OTLP

struct ExportEnvelopeTests {
    @Test func namesTheSenderAndTheScope() throws {
        let envelope = ExportEnvelope(
            resource: Resource([
                Attribute("service.name", .string("first")), Attribute("a", .integer(1)),
                Attribute("service.name", .string("last")),
            ]), scopeName: "scope", scopeVersion: "2.0")
        var body = envelope.head
        envelope.close(&body)
        let resourceSpans = try #require(try DecodedMessage(body).message(1))
        let resource = try #require(try resourceSpans.message(1))
        #expect(
            try resource.attributes(1) == [
                "service.name=last", "a=1", "telemetry.sdk.language=swift",
                "telemetry.sdk.name=gatewayz-otel", "telemetry.sdk.version=1.0.0",
            ])
        let scopeSpans = try #require(try resourceSpans.message(2))
        let scope = try #require(try scopeSpans.message(1))
        #expect(try scope.text(1) == "scope" && scope.text(2) == "2.0")
        #expect(try resourceSpans.text(3) == scopeSpans.text(3))
        #expect(try scopeSpans.messages(2).isEmpty)
    }

    @Test func readsAtEveryLengthOfItsSpans() throws {
        for spanBytes in [0, 1, 100, 127, 128, 16_383, 16_384, 1_048_576] {
            var body = ExportEnvelope.sample.head
            body.append(contentsOf: [
                0x12, 0x80 | UInt8(spanBytes & 0x7F), 0x80 | UInt8(spanBytes >> 7 & 0x7F),
            ])
            body.append(UInt8(spanBytes >> 14))
            body.append(contentsOf: repeatElement(0x08, count: spanBytes))
            ExportEnvelope.sample.close(&body)
            let scopeSpans = try DecodedMessage(body).message(1)?.message(2)
            #expect(try scopeSpans?.bytes(2)?.count == spanBytes)
        }
    }
}
