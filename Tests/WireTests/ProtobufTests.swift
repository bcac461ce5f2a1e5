// The wire format there and back, cut at every byte.
import Testing
import Wire

struct ProtobufTests {
    static let varints: [(UInt64, [UInt8])] = [
        (0, [0]), (1, [1]), (127, [0x7F]), (128, [0x80, 1]), (300, [0xAC, 2]),
        (16_383, [0xFF, 0x7F]), (16_384, [0x80, 0x80, 1]),
        (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
    ]

    @Test(arguments: varints)
    func varintsThereAndBack(value: UInt64, expected: [UInt8]) throws {
        var bytes: [UInt8] = []
        Protobuf.appendVarint(value, to: &bytes)
        #expect(bytes == expected)
        #expect(Protobuf.varintLength(value) == expected.count)
        var reader = ProtobufReader([0x08] + bytes)
        #expect(try reader.next()?.value == .varint(value))
    }

    @Test func everyLayoutThereAndBack() throws {
        var reader = ProtobufReader(Self.sample)
        let fields = try Self.all(&reader)
        #expect(fields.map(\.number) == [1, 2, 3, 4, 5, 6, 7])
        #expect(try reader.varint(fields[0]) == 300)
        #expect(try reader.fixed64(fields[1]) == 0x0102_0304_0506_0708)
        #expect(try reader.fixed32(fields[2]) == 0xDEAD_BEEF)
        #expect(try reader.string(fields[3]) == "é")
        #expect(try reader.string(fields[4]) == "literal")
        #expect(Array(reader.bytes[try reader.range(of: fields[5])]) == [0, 255])
        var inner = try reader.message(fields[6])
        let innerFields = try Self.all(&inner)
        #expect(innerFields.map(\.number) == [536_870_911])
        #expect(try inner.varint(innerFields[0]) == 1)
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])
    func messagesOfEveryLengthGetTheirExactLength(count: Int) throws {
        let content = [UInt8](repeating: 7, count: count)
        var bytes: [UInt8] = [0x08, 0x01]
        let message = Protobuf.beginMessage(field: 2, to: &bytes)
        bytes.append(contentsOf: content)
        Protobuf.endMessage(message, in: &bytes)
        #expect(bytes.count == 3 + Protobuf.varintLength(UInt64(count)) + count)
        var reader = ProtobufReader(bytes)
        _ = try reader.next()
        let field = try #require(try reader.next())
        #expect(Array(reader.bytes[try reader.range(of: field)]) == content)
        #expect(try reader.next() == nil)
    }

    @Test func aCutAtAnyByteIsNoticedOrFallsBetweenFields() throws {
        var reader = ProtobufReader(Self.sample)
        let borders = try [Self.sample.count] + Self.all(&reader).map(\.offset)
        for length in 0..<Self.sample.count {
            var cut = ProtobufReader(Array(Self.sample[..<length]))
            do throws(ProtobufError) {
                _ = try Self.all(&cut)
                #expect(borders.contains(length))
            } catch {
                #expect(error.reason == .truncated)
                #expect(!borders.contains(length))
            }
        }
    }

    @Test(
        arguments: [
            ([0x00], .invalidFieldNumber, 0), ([0x08, 1, 0x07, 1], .invalidFieldNumber, 2),
            ([0x80, 0x80, 0x80, 0x80, 0x10], .invalidFieldNumber, 0),
            ([0x0B], .unsupportedWireType(3), 0), ([0x0C], .unsupportedWireType(4), 0),
            ([0x0E], .unsupportedWireType(6), 0), ([0x0F], .unsupportedWireType(7), 0),
            ([0x08] + [UInt8](repeating: 0x80, count: 10) + [0], .malformedVarint, 1),
            ([0x08] + [UInt8](repeating: 0xFF, count: 9) + [2], .malformedVarint, 1),
            ([0x0A, 2, 0], .truncated, 1),
            ([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], .truncated, 1),
        ] as [([UInt8], ProtobufError.Reason, Int)])
    func refusesWhatIsNoMessage(bytes: [UInt8], reason: ProtobufError.Reason, offset: Int) {
        #expect(throws: ProtobufError(reason: reason, offset: offset)) {
            var reader = ProtobufReader(bytes)
            _ = try Self.all(&reader)
        }
    }

    @Test func anInnerMessageCannotReadBeyondItsEnd() throws {
        // The inner varint would continue in the outer message.
        var outer = ProtobufReader([0x0A, 2, 0x08, 0x80, 0x01])
        let field = try #require(try outer.next())
        var inner = try outer.message(field)
        #expect(throws: ProtobufError(reason: .truncated, offset: 3)) { try inner.next() }
    }

    @Test func aFieldOfAnotherLayoutIsATypedError() throws {
        var reader = ProtobufReader(Self.sample)
        let fields = try Self.all(&reader)
        let expected = ProtobufError(reason: .unexpectedWireType, offset: 0)
        #expect(throws: expected) { try reader.string(fields[0]) }
        #expect(throws: expected) { try reader.message(fields[0]) }
        #expect(throws: expected) { try reader.fixed64(fields[0]) }
        #expect(throws: expected) { try reader.fixed32(fields[0]) }
        #expect(throws: ProtobufError(reason: .unexpectedWireType, offset: fields[1].offset)) {
            try reader.varint(fields[1])
        }
    }

    @Test func textMustBeUTF8() throws {
        var reader = ProtobufReader([0x0A, 1, 0xFF])
        let field = try #require(try reader.next())
        #expect(throws: ProtobufError(reason: .invalidUTF8, offset: 2)) { try reader.string(field) }
    }

    private static let sample: [UInt8] = {
        var bytes: [UInt8] = []
        Protobuf.appendVarint(field: 1, 300, to: &bytes)
        Protobuf.appendFixed64(field: 2, 0x0102_0304_0506_0708, to: &bytes)
        Protobuf.appendFixed32(field: 3, 0xDEAD_BEEF, to: &bytes)
        Protobuf.appendString(field: 4, "é", to: &bytes)
        Protobuf.appendString(field: 5, literal: "literal", to: &bytes)
        Protobuf.appendBytes(field: 6, [0, 255].span, to: &bytes)
        let message = Protobuf.beginMessage(field: 7, to: &bytes)
        Protobuf.appendVarint(field: 536_870_911, 1, to: &bytes)
        Protobuf.endMessage(message, in: &bytes)
        return bytes
    }()

    private static func all(
        _ reader: inout ProtobufReader
    ) throws(ProtobufError) -> [ProtobufField] {
        var fields: [ProtobufField] = []
        while let field = try reader.next() { fields.append(field) }
        return fields
    }
}
