// The small tools for text.
import Testing

@testable import App

struct SettingsTextTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("\u{FF}?", "w78/"),
    ])
    func encodesBase64(text: String, encoded: String) {
        #expect(Base64.encode(text) == encoded)
    }

    @Test(arguments: [
        ("a%20b", "a b"), ("a+b", "a+b"), ("%C3%BC", "ü"), ("%c3%bc", "ü"), ("", ""),
    ])
    func decodesPercent(text: String, decoded: String) {
        #expect(PercentCoding.decode(text) == decoded)
    }

    @Test(arguments: ["%", "%2", "%zz", "%FF", "a%2"])
    func refusesBrokenPercent(text: String) {
        #expect(PercentCoding.decode(text) == nil)
    }

    @Test func trimsAndCuts() {
        #expect(" \t a b \r\n".trimmingBlanks() == "a b")
        #expect("abc".cut(at: 3) == "abc")
        #expect("abcd".cut(at: 3) == "abc…")
    }
}
