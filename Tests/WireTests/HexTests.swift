// Identifiers as text and back.
import Testing
import Wire

struct HexTests {
    @Test(
        arguments: [
            (0, "0000000000000000"), (0x0123_4567_89AB_CDEF, "0123456789abcdef"),
            (UInt64.max, "ffffffffffffffff"),
        ] as [(UInt64, String)])
    func sixteenDigitsThereAndBack(value: UInt64, text: String) {
        var bytes: [UInt8] = []
        Hex.append(value, to: &bytes)
        #expect(bytes == Array(text.utf8))
        #expect(Hex.parse(bytes.span) == value)
    }

    @Test func everyByteThereAndBack() {
        for byte in UInt8.min...UInt8.max {
            var bytes: [UInt8] = []
            Hex.append(byte: byte, to: &bytes)
            #expect(bytes.count == 2)
            #expect(Hex.parse(bytes.span) == UInt64(byte))
        }
    }

    @Test(arguments: ["", "g", "/", ":", "`", "0x1", " 1", "12345678901234567", "ä"])
    func refusesWhatIsNoNumber(text: String) {
        #expect(Hex.parse(text.utf8.span) == nil)
    }

    @Test func upperCaseOnlyWhereAllowed() {
        #expect(Hex.parse("AbC".utf8.span) == nil)
        #expect(Hex.parse("AbC".utf8.span, allowsUppercase: true) == 0xABC)
    }
}
