// W3C Trace Context level 2, `traceparent` to the letter.
import Testing
import TraceSDK

private let valid = "00-12345678901234567890123456789012-1234567890123456-01"

struct TraceParentTests {
    private func parse(_ text: String) -> TraceParent? {
        TraceParent.parse(Array(text.utf8).span)
    }

    @Test func readsVersionZero() {
        #expect(
            parse(valid)
                == TraceParent(
                    traceID: TraceID(high: 0x1234_5678_9012_3456, low: 0x7890_1234_5678_9012),
                    spanID: SpanID(bits: 0x1234_5678_9012_3456), flags: .sampled))
    }

    @Test(arguments: [
        "  \t" + valid + " \t ",
        "cc-12345678901234567890123456789012-1234567890123456-01",
        "01-12345678901234567890123456789012-1234567890123456-01-",
        "cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like",
        "fe-12345678901234567890123456789012-1234567890123456-f9",
    ])
    func readsWhatALaterVersionMaySend(_ text: String) {
        #expect(parse(text)?.description == valid)
    }

    @Test(arguments: [
        "",
        "ff-12345678901234567890123456789012-1234567890123456-01",
        "FE-12345678901234567890123456789012-1234567890123456-01",
        ".0-12345678901234567890123456789012-1234567890123456-01",
        "0.-12345678901234567890123456789012-1234567890123456-01",
        "000-1234567890123456789012345678901-1234567890123456-01",
        "00-12345678901234567890123456789012-1234567890123456-01-",
        "00-12345678901234567890123456789012-1234567890123456-01-what",
        "00-12345678901234567890123456789012-1234567890123456-01.",
        "cc-12345678901234567890123456789012-1234567890123456-01.what",
        "cc-12345678901234567890123456789012-1234567890123456-0100",
        "00-00000000000000000000000000000000-1234567890123456-01",
        "00-.2345678901234567890123456789012-1234567890123456-01",
        "00-1234567890123456789012345678901.-1234567890123456-01",
        "00-1234567890123456789012345678901A-1234567890123456-01",
        "00-123456789012345678901234567890123-1234567890123456-01",
        "00-1234567890123456789012345678901-1234567890123456-01",
        "00-12345678901234567890123456789012-0000000000000000-01",
        "00-12345678901234567890123456789012-123456789012345A-01",
        "00-12345678901234567890123456789012-.234567890123456-01",
        "00-12345678901234567890123456789012-12345678901234567-01",
        "00-12345678901234567890123456789012-1234567890123456-.0",
        "00-12345678901234567890123456789012-1234567890123456-0.",
        "00-12345678901234567890123456789012-1234567890123456-0A",
        "00-12345678901234567890123456789012-1234567890123456-001",
        "00-12345678901234567890123456789012-1234567890123456-1",
        "00_12345678901234567890123456789012-1234567890123456-01",
        "00-12345678901234567890123456789012_1234567890123456-01",
        "00-12345678901234567890123456789012-1234567890123456_01",
        "\u{0B}00-12345678901234567890123456789012-1234567890123456-01",
    ])
    func ignoresWhatIsNotToTheLetter(_ text: String) {
        #expect(parse(text) == nil)
    }

    @Test func ignoresEveryCut() {
        for length in 0..<valid.utf8.count { #expect(parse(String(valid.prefix(length))) == nil) }
    }

    @Test func ignoresEveryByteThatIsNoLowerCaseDigit() {
        let digits = [0, 1] + Array(3..<35) + Array(36..<52) + [53, 54]
        for position in digits {
            for byte in UInt8.min...UInt8.max {
                var bytes = Array(valid.utf8)
                bytes[position] = byte
                let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
                // A version other than 00 is read too where it ends like 00; ff needs both digits.
                #expect((TraceParent.parse(bytes.span) != nil) == isDigit)
            }
        }
    }

    @Test(arguments: [("00", 0), ("01", 1), ("02", 2), ("03", 3), ("ff", 3), ("fc", 0)])
    func keepsOnlyFlagsWithAMeaning(_ text: String, _ flags: UInt8) {
        #expect(parse(valid.dropLast(2) + text)?.flags == TraceFlags(rawValue: flags))
    }

    @Test func writesWhatItReads() throws {
        var sink: [UInt8] = [0x21]
        try #require(parse(valid)).append(to: &sink)
        #expect(String(decoding: sink, as: UTF8.self) == "!" + valid)
        #expect(sink.count == 1 + TraceParent.textLength)
    }
}
