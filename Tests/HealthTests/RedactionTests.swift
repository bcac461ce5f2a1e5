// What must never be shown, in every dress it comes in.

import Health
import Testing

struct RedactionTests {
    @Test(arguments: [
        ("plain words stay", "plain words stay"),
        ("Bearer abc.def-123=", "Bearer [redacted]"),
        ("header authorization: bearer\tx1", "header authorization: [redacted]"),
        ("Authorization: Basic dXNlcjpwYXNz\nnext", "Authorization: [redacted] next"),
        ("Authorization=Bearer abc rest", "Authorization=[redacted] rest"),
        (#"{"Authorization":"Bearer abc","a":1}"#, #"{"Authorization":"[redacted]","a":1}"#),
        ("Bearer Bearer abc", "Bearer Bearer [redacted]"),
        ("Bearer x-api-key: abc", "Bearer x-api-key: [redacted]"),
        ("the bearer of news", "the bearer [redacted] news"),
        ("forbearance is fine", "forbearance is fine"),
        (
            "Incorrect API key provided: sk-proj-ab12****wxyz. See",
            "Incorrect API key provided: sk-[redacted]. See"
        ),
        ("(sk-a)", "(sk-[redacted])"),
        ("risk-averse", "risk-averse"),
        ("gsk_0123456789 and hf_abcdefghij", "gsk_[redacted] and hf_[redacted]"),
        ("AIzaSyA1234567890abcdef", "AIza[redacted]"),
        ("jwt eyJhbGciOiJIUzI1NiJ9abc.def", "jwt eyJ[redacted].def"),
        ("/v1/models?key=abc&x=1", "/v1/models?key=[redacted]&x=1"),
        ("api_key = 'abc def' x", "api_key = '[redacted]' x"),
        (#"{"api_key": "abc", "ok": true}"#, #"{"api_key": "[redacted]", "ok": true}"#),
        (#"{'accessToken':'abc'}"#, #"{'accessToken':'[redacted]'}"#),
        ("password=hunter2;", "password=[redacted];"),
        ("X-API-Key: abc def", "X-API-Key: [redacted]"),
        ("unexpected token: }", "unexpected token: }"),
        ("access_token: abc, x", "access_token: [redacted], x"),
        ("client-secret: abc", "client-secret: [redacted]"),
        ("user root, password: hunter2", "user root, password: [redacted]"),
        (
            #"{"error":"{\"api_key\":\"abc\",\"a\":1}"}"#,
            #"{"error":"{\"api_key\":\"[redacted]\",\"a\":1}"}"#
        ),
        (#"{"password":"a\"bc","b":1}"#, #"{"password":"[redacted]","b":1}"#),
        (#"{\"password\":\"a\\\"bc\",\"b\":1}"#, #"{\"password\":\"[redacted]\",\"b\":1}"#),
        (#"{"x-api-key": ["abc"]}"#, #"{"x-api-key": ["[redacted]"]}"#),
        ("{\"token\":\n  \"abc\"}", "{\"token\":   \"[redacted]\"}"),
        (#"{"api_key":""}"#, #"{"api_key":""}"#),
        ("id AKIAIOSFODNN7EXAMPLE here", "id AKIA[redacted] here"),
        ("aws_secret_access_key = wJalr/XUtn+FEMI", "aws_secret_access_key = [redacted]"),
        ("X-Amz-Signature=fe5f80&a=b", "X-Amz-Signature=[redacted]&a=b"),
        ("csk-0123456789 fw_0123456789", "csk-[redacted] fw_[redacted]"),
        ("postgres://u:p@h/db", "postgres://[redacted]@h/db"),
        ("https://user:pass@host/path", "https://[redacted]@host/path"),
        ("https://a@b@host/", "https://[redacted]@host/"),
        ("see https://host/p?a=b#c now", "see https://host/p?[redacted] now"),
        ("see <https://host/#c>", "see <https://host/#[redacted]>"),
        ("https://host/p and why?", "https://host/p and why?"),
        ("mail a@b.c", "mail a@b.c"),
        ("a\u{0}b\r\nc\u{7F}", "a b  c "),
        ("naïve 日本", "naïve 日本"),
    ])
    func cleans(text: String, expected: String) {
        #expect(Redaction.clean(text) == expected)
    }

    @Test func cutsAtFiveHundredCharacters() {
        let exact = String(repeating: "é", count: 500)
        #expect(Redaction.clean(exact) == exact)
        #expect(Redaction.clean(exact + "x") == exact)
        #expect(Redaction.clean("").isEmpty)
    }

    @Test func redactsBeforeItCutsSoThatNoHalfOfASecretIsLeft() {
        let text = String(repeating: "x", count: 490) + " sk-0123456789abcdef"
        #expect(!Redaction.clean(text).contains("0123"))
    }

    @Test func looksAtABoundedPartOfTheInput() {
        let text = String(repeating: " ", count: Redaction.maximumInputBytes) + "x"
        #expect(!Redaction.clean(text).contains("x"))
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func neverLetsASecretThrough(seed: UInt64) {
        var dice = Dice(seed: seed)
        let secret = "Zq7Zq7Zq7Zq7Zq7Zq7"
        let dresses = [
            "Bearer \(secret)", "sk-\(secret)", "api_key=\(secret)", "\"token\":\"\(secret)\"",
            "https://u:\(secret)@h/", "http://h/?\(secret)", "Authorization: \(secret)",
            "x-api-key: \(secret)", "access_token: \(secret)", "AKIA\(secret)",
            "\\\"api_key\\\":\\\"\(secret)\\\"", "\"token\": [\"\(secret)\"]",
        ]
        let noise = [
            " ", "\n", "\"", "://", "?", "@", ":", "Bearer", "sk", "-", "é", "http", "/",
        ]
        for _ in 0..<200 {
            var text = ""
            for _ in 0..<Int.random(in: 0...8, using: &dice) {
                text += noise.randomElement(using: &dice) ?? ""
            }
            text += " " + (dresses.randomElement(using: &dice) ?? "") + " "
            for _ in 0..<Int.random(in: 0...8, using: &dice) {
                text += noise.randomElement(using: &dice) ?? ""
            }
            let once = Redaction.clean(text)
            #expect(!once.contains("Zq7Zq7"), "\(text)")
        }
    }
}
