// Limits on spans that were written as bytes at once.
import Testing
import TraceSDK

@testable import OTLP

struct SpanTrimmerTests {
    private func encoded(_ trimmer: SpanTrimmer?) throws -> DecodedMessage {
        var encoder = SpanEncoder()
        let head = SpanHead(
            traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: 3), flags: .sampled,
            role: .server, startUnixNanoseconds: 1, endUnixNanoseconds: 2)
        encoder.begin(head)
        encoder.name("näme" as StaticString)
        encoder.attribute("first", "äöüß")
        encoder.attribute("second", 12_345)
        encoder.attribute("third", "ab")
        encoder.link(
            SpanContext(
                traceID: TraceID(high: 4, low: 5), spanID: SpanID(bits: 6), flags: .sampled))
        encoder.statusError()
        encoder.end()
        if let trimmer { encoder.trim(by: trimmer) }
        let all = try DecodedMessage(encoder.bytes).messages(2)
        #expect(all.count == 1)
        return try #require(all.last)
    }

    private func limits(attributes: Int = 128, scalars: Int? = nil) -> SpanLimits {
        var limits = SpanLimits()
        limits.attributes = attributes
        limits.attributeValueScalars = scalars
        return limits
    }

    @Test func limitsThatNoSuchSpanReachesTrimNothing() {
        #expect(SpanTrimmer(limits()) == nil)
        #expect(SpanTrimmer(limits(attributes: SpanTrimmer.mostAttributes)) == nil)
        #expect(SpanTrimmer(limits(attributes: SpanTrimmer.mostAttributes - 1)) != nil)
    }

    @Test(arguments: [0, 1, 2, 3, 4])
    func dropsAndCountsAttributesBeyondTheLimit(_ limit: Int) throws {
        let span = try encoded(SpanTrimmer(limits(attributes: limit)))
        let all = ["first=äöüß", "second=12345", "third=ab"]
        #expect(try span.attributes(9) == Array(all.prefix(limit)))
        let dropped: UInt64? = limit < 3 ? UInt64(3 - limit) : nil
        #expect(try span.varint(10) == dropped)
        #expect(try span.text(5) == "näme" && span.message(15)?.varint(3) == 2)
        #expect(try span.fixed32(16) == 0x101)
    }

    @Test(arguments: [0, 1])
    func dropsAndCountsALinkBeyondTheLimit(_ limit: Int) throws {
        var limits = limits(attributes: 2)
        limits.links = limit
        let span = try encoded(SpanTrimmer(limits))
        #expect(try span.messages(13).count == limit)
        let dropped: UInt64? = limit == 0 ? 1 : nil
        #expect(try span.varint(14) == dropped && span.varint(10) == 1)
        limits.attributes = 128
        #expect((SpanTrimmer(limits) == nil) == (limit == 1))
    }

    @Test func cutsTextBetweenScalars() throws {
        let span = try encoded(SpanTrimmer(limits(scalars: 3)))
        #expect(try span.attributes(9) == ["first=äöü", "second=12345", "third=ab"])
        #expect(try encoded(SpanTrimmer(limits(scalars: 0))).attributes(9).first == "first=")
    }
}
