// Requests cut in two: every span once, in order, under the same resource and scope.
import Testing
import TraceSDK

@testable import OTLP

struct BatchSplitterTests {
    private func ids(_ body: [UInt8]) throws -> [UInt8] {
        try spans(ofRequest: body).map { try $0.bytes(2)?.last ?? 0 }
    }

    @Test(arguments: [2, 3, 7, 8, 200])
    func halvesHoldEverySpanOnce(_ count: Int) throws {
        let whole = try request(of: count)
        let halves = try #require(BatchSplitter.halves(of: whole))
        #expect(halves.first.spans == count / 2 && halves.second.spans == count - count / 2)
        #expect(try ids(halves.first.body) + ids(halves.second.body) == ids(whole))
        for half in [halves.first, halves.second] {
            #expect(try spans(ofRequest: half.body).count == half.spans)
            let read = try #require(try DecodedMessage(half.body).message(1))
            let original = try #require(try DecodedMessage(whole).message(1))
            #expect(try read.message(1)?.attributes(1) == original.message(1)?.attributes(1))
            #expect(try read.text(3) == original.text(3))
            let scope = try #require(try read.message(2)?.message(1))
            #expect(try scope.text(1) == "tests" && scope.text(2) == "1.0")
        }
        let original = try queueBytes(of: whole)
        #expect(halves.first.spanBytes + halves.second.spanBytes == original)
    }

    private func queueBytes(of body: [UInt8]) throws -> Int {
        body.count - ExportEnvelope.sample.head.count
    }

    @Test func cutsAgainUntilOneSpanIsLeft() throws {
        var parts = [try request(of: 5, valueBytes: 40)]
        var single: [UInt8] = []
        while let part = parts.popLast() {
            guard let halves = BatchSplitter.halves(of: part) else {
                single += try ids(part)
                continue
            }
            parts += [halves.second.body, halves.first.body]
        }
        #expect(single == [1, 2, 3, 4, 5])
    }

    @Test func oneSpanIsNotCut() throws {
        #expect(BatchSplitter.halves(of: try request(of: 1)) == nil)
    }

    @Test func whatIsNoRequestIsNotCutAtAnyLength() throws {
        let whole = try request(of: 4)
        for length in 0..<whole.count {
            #expect(BatchSplitter.halves(of: Array(whole[..<length])) == nil)
        }
        #expect(BatchSplitter.halves(of: whole + whole) == nil)
        #expect(BatchSplitter.halves(of: whole + [0x10, 0x01]) == nil)
    }
}
