// Values that swift-distributed-tracing does not know: octets, lists and maps of anything.
import Testing
import TraceSDK

@testable import OTLP

struct NestedValueTests {
    private func decoded(_ value: AttributeValue) throws -> DecodedMessage {
        var bytes: [UInt8] = []
        value.appendContent(to: &bytes)
        return try DecodedMessage(bytes)
    }

    @Test func octetsListsAndMapsAreWritten() throws {
        let map = AttributeValue.map([
            Attribute("octets", .bytes([0, 255])),
            Attribute("list", .list([.integer(1), .string("x"), .list([])])),
        ])
        let entries = try #require(try decoded(map).message(6)).messages(1)
        #expect(try entries.map { try $0.text(1) } == ["octets", "list"])
        let octets = try #require(try entries[0].message(2))
        #expect(try octets.bytes(7) == [0, 255])
        let list = try #require(try entries[1].message(2)?.message(5)).messages(1)
        #expect(list.count == 3)
        #expect(try list[0].varint(3) == 1 && list[1].text(1) == "x")
        #expect(try list[2].message(5) != nil)
    }

    @Test func depthHasAnEnd() throws {
        func nested(_ depth: Int) -> AttributeValue {
            (0..<depth).reduce(.integer(7)) { value, _ in .list([value]) }
        }
        func depth(_ message: DecodedMessage) throws -> Int {
            guard let inner = try message.message(5)?.message(1) else { return 0 }
            return try depth(inner) + 1
        }
        let limit = AttributeValue.maximumDepth
        #expect(try depth(decoded(nested(limit))) == limit)
        #expect(try depth(decoded(nested(limit + 1))) == limit)
        #expect(try depth(decoded(nested(limit + 50))) == limit)
    }

    @Test func textsAreCutAtEveryDepth() {
        let value = AttributeValue.list([
            .string("abc"), .map([Attribute("k", .string("abc"))]), .bytes([1, 2, 3]), .integer(9),
        ])
        #expect(
            value.cut(toScalars: 2)
                == .list([
                    .string("ab"), .map([Attribute("k", .string("ab"))]), .bytes([1, 2]),
                    .integer(9),
                ]))
    }
}
