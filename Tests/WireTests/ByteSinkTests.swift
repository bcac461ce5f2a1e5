// The sink of the request path against the array appends that it stands in for.
import Testing

@testable import Wire

struct ByteSinkTests {
    @Test func keepsWhatIsWrittenAcrossItsGrowth() {
        var sink = ByteSink(capacity: 1)
        var expected: [UInt8] = []
        for index in 0..<1000 {
            sink.append(UInt8(truncatingIfNeeded: index))
            expected.append(UInt8(truncatingIfNeeded: index))
            sink.append(" text ")
            expected.append(" text ")
            let first = Array(expected.prefix(7))
            sink.append(bytes: first.span)
            expected.append(contentsOf: first)
        }
        #expect(sink.array() == expected)
        #expect(sink.count == expected.count)
        #expect(sink.capacity >= sink.count)
    }

    @Test(arguments: [63, 64, 65])
    func growsOnlyWhenItsRoomIsExceeded(count: Int) {
        var sink = ByteSink(capacity: 64)
        for _ in 0..<count { sink.append(0x61) }
        #expect(sink.capacity == (count > 64 ? 128 : 64))
        #expect(sink.count == count)
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 12345, UInt64.max, UInt64.max / 10, 1 << 32])
    func numbersAreThoseOfTheArray(value: UInt64) {
        var sink = ByteSink()
        sink.append(decimal: value)
        sink.append(hex: value)
        let digits = String(value, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        #expect(String(decoding: sink.array(), as: UTF8.self) == "\(value)\(padded)")
        var array: [UInt8] = []
        Decimal.append(value, to: &array)
        Hex.append(value, to: &array)
        #expect(array == sink.array())
    }

    @Test func isCutAndEmptiedWithoutLosingItsRoom() {
        var sink = ByteSink(capacity: 64)
        sink.append("0123456789")
        sink.truncate(to: 4)
        #expect(sink.array() == Array("0123".utf8))
        #expect(sink.array(from: 2) == Array("23".utf8))
        sink.removeAll()
        #expect(sink.isEmpty && sink.capacity == 64)
        sink.append("0123")
        sink.removeAll(keepingCapacity: false)
        #expect(sink.isEmpty && sink.capacity == 4096)
    }

    @Test func anArrayTakesWhatItHolds() {
        var sink = ByteSink()
        sink.append("abc")
        var array: [UInt8] = [0x30]
        array.append(sink)
        #expect(array == Array("0abc".utf8))
    }
}
