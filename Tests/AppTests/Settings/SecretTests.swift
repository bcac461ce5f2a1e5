// A secret shows itself nowhere. (That it cannot be interpolated is the compiler's to say.)
import Testing

@testable import App

struct SecretTests {
    @Test func showsStarsWhereverItIsPrinted() {
        let secret = Secret("glc_key")
        var dumped = ""
        dump([secret], to: &dumped)
        #expect(secret.description == "***")
        #expect(String(describing: [secret]) == "[***]")
        #expect(String(reflecting: secret) == "***")
        #expect(!dumped.contains("glc_key"))
        #expect(secret.reveal() == "glc_key")
        #expect(secret.byteCount == 7)
    }
}
