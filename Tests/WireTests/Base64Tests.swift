// Base64 against the vectors of RFC 4648 section 10, and every digit.
import Testing
import Wire

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("user:päss", "dXNlcjpww6Rzcw=="),
    ])
    func theVectorsOfTheRFC(text: String, expected: String) {
        var bytes: [UInt8] = []
        Base64.append(text.utf8.span, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(Base64.decode(expected) == Array(text.utf8))
        #expect(Base64.decode(String(expected.prefix { $0 != "=" })) == Array(text.utf8))
    }

    @Test(arguments: [
        "Z", "Zg=", "Zg===", "=", "Zh==", "Zm9=", "Zm 9", "Zm9v=", "Zm9-", "Zg==Zg==",
    ])
    func whatIsNoBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func everyDigitOfTheAlphabet() {
        let packed = (0..<16).flatMap { group -> [UInt8] in
            let values = (0..<4).map { UInt8(group * 4 + $0) }
            return [
                values[0] << 2 | values[1] >> 4, values[1] << 4 | values[2] >> 2,
                values[2] << 6 | values[3],
            ]
        }
        var bytes: [UInt8] = []
        Base64.append(packed.span, to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    }
}
