// Numbers as text: exact, shortest, and read back the same.
import Testing
import Wire

struct DecimalTests {
    @Test(arguments: [0, 1, 9, 10, 99, 100, -1, -10, 1_234_567_890, .max, .min] as [Int64])
    func wholeNumbers(value: Int64) {
        #expect(text { Decimal.append(value, to: &$0) } == String(value))
        #expect(
            text { Decimal.append(UInt64(bitPattern: value), to: &$0) }
                == String(UInt64(bitPattern: value)))
        #expect(text { Decimal.append(Int(value), to: &$0) } == String(value))
    }

    @Test func appendsBehindWhatIsThere() {
        var bytes: [UInt8] = Array("a=".utf8)
        Decimal.append(1234, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "a=1234")
    }

    @Test func fixedDigitsKeepZerosInFront() {
        #expect(text { Decimal.append(7, digits: 3, to: &$0) } == "007")
        #expect(text { Decimal.append(999, digits: 3, to: &$0) } == "999")
    }

    @Test func aNumberThatDoesNotFitItsDigitsIsOurMistake() async {
        await #expect(processExitsWith: .failure) {
            var bytes: [UInt8] = []
            Decimal.append(1000, digits: 3, to: &bytes)
        }
    }

    @Test(
        arguments: [
            (412, 3, "0.412"), (1500, 3, "1.5"), (2000, 3, "2"), (1, 9, "0.000000001"), (0, 6, "0"),
            (7, 0, "7"), (UInt64.max, 18, "18.446744073709551615"),
        ] as [(UInt64, Int, String)])
    func fractionsAreExact(value: UInt64, digits: Int, expected: String) {
        #expect(text { Decimal.append(value, fractionDigits: digits, to: &$0) } == expected)
    }

    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (-17.0, "-17"), (0.1, "0.1"), (0.957, "0.957"),
            (1e-7, "1e-07"), (1.5e-7, "1.5e-07"), (1e16, "1e+16"), (1.25e300, "1.25e+300"),
            (9_007_199_254_740_991, "9007199254740991"), (.leastNonzeroMagnitude, "5e-324"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (100.05, "100.05"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)])
    func floatingPointInItsShortestForm(value: Double, expected: String) {
        #expect(text { Decimal.append(value, to: &$0) } == expected)
    }

    @Test func everyWrittenDoubleReadsBackTheSame() {
        var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<20_000 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: bits)
            guard value.isFinite else { continue }
            let written = text { Decimal.append(value, to: &$0) }
            #expect(Double(written)?.bitPattern == value.bitPattern, "\(written)")
        }
    }

    private func text(_ body: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        body(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
