// Which bodies of an answer that calls itself JSON are held against a provider.

import Testing

@testable import App

struct ProbeBodyTests {
    @Test(arguments: [
        ("{}", true), ("[]", true), (" {\"data\":[{\"id\":\"gpt\"}]}\n", true), ("true", true),
        ("\"ok\"", true), ("{\"a\":1,\"a\":2}", true), ("1e999", true), ("", false), ("  ", false),
        ("{", false), ("{oops}", false), ("<html>", false), ("{}{}", false), ("{\"a\":}", false),
    ])
    func judges(text: String, isRight: Bool) {
        #expect(ProbeBody.isJSON(Array(text.utf8)) == isRight)
    }

    @Test func toleratesDeepNesting() {
        let text =
            Array(repeating: UInt8(ascii: "["), count: 100)
            + Array(repeating: UInt8(ascii: "]"), count: 100)
        #expect(ProbeBody.isJSON(text))
    }
}
