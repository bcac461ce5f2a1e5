// Percent-encoding there and back, and what is none.
import Testing
import Wire

struct PercentCodingTests {
    private func decoded(_ text: String, plusIsSpace: Bool = false) -> String {
        let bytes = Array(text.utf8)
        return String(
            decoding: PercentCoding.decoded(bytes.span, plusIsSpace: plusIsSpace), as: UTF8.self)
    }

    @Test func everyByteComesBack() {
        let bytes = Array(UInt8.min...UInt8.max)
        var text: [UInt8] = []
        for byte in bytes { PercentCoding.append(byte, to: &text) }
        #expect(text.count == 768 && text.prefix(6) == Array("%00%01".utf8)[...])
        #expect(text.suffix(3) == Array("%FF".utf8)[...])
        #expect(PercentCoding.decoded(text.span) == bytes)
    }

    @Test(arguments: [
        ("", ""), ("a%20b", "a b"), ("%c3%A4", "ä"), ("%", "%"), ("%4", "%4"), ("%4g", "%4g"),
        ("%%41", "%A"), ("%2541", "%41"), ("a+b", "a+b"), ("100%", "100%"),
    ])
    func whatIsNoTripletStandsForItself(_ text: String, _ meant: String) {
        #expect(decoded(text) == meant)
    }

    @Test func aPlusSignIsASpaceInFormsAlone() {
        #expect(decoded("a+b%2B", plusIsSpace: true) == "a b+")
    }

    @Test(arguments: [
        ("a%20b", "a b"), ("a+b", "a+b"), ("%C3%BC", "ü"), ("%c3%bc", "ü"), ("", ""),
        ("%2541", "%41"), ("100%25", "100%"),
    ])
    func aTextOfTripletsIsRead(_ text: String, _ meant: String) {
        #expect(PercentCoding.decoded(text) == meant)
    }

    @Test(arguments: ["%", "%2", "%zz", "%FF", "a%2", "%25%", "%%25"])
    func aTextWithAnyOtherPercentSignIsRefused(_ text: String) {
        #expect(PercentCoding.decoded(text) == nil)
    }

    @Test func allButUnreservedCharactersAreEncoded() {
        #expect(PercentCoding.encoded("aZ09-._~") == "aZ09-._~")
        #expect(PercentCoding.encoded("{ä=\"%\"}/+") == "%7B%C3%A4%3D%22%25%22%7D%2F%2B")
    }
}
