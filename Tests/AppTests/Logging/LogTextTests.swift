// Hostile text into lines: escapes, ANSI sequences, cuts at every length.
import Testing
import Wire

@testable import App

struct LogTextTests {
    private func json(_ bytes: [UInt8], limit: Int = 1000) -> String {
        text { LogText.append(bytes.span, style: .json, limit: limit, to: &$0) }
    }

    private func visible(_ bytes: [UInt8], limit: Int = 1000) -> String {
        text { LogText.appendVisible(bytes.span, limit: limit, to: &$0) }
    }

    @Test(arguments: [
        ("plain text", "plain text"), ("früh 🔭 \u{1F468}", "früh 🔭 \u{1F468}"),
        ("a\"b\\c", #"a\"b\\c"#), ("a\nb\r\tc\u{0}", #"a\nb\r\tc\u0000"#),
        ("\u{7F}\u{85}\u{9F}\u{A0}", "\\u007f\\u0085\\u009f\u{A0}"),
        ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{9B}1;31mred", "red"),
        ("\u{1B}]0;title\u{7}text", "text"), ("\u{1B}]8;;http://x\u{1B}\\link", "link"),
        ("\u{1B}P1$q\u{1B}\\x", "x"), ("\u{1B}cx", "x"), ("\u{1B}", ""), ("\u{1B}[", ""),
        ("\u{1B}[31", "31"), ("\u{1B}]hidden", "hidden"), ("\u{1B}\nx", #"\nx"#),
        ("\u{1B}[3\u{1B}[1mx", "3x"),
    ])
    func escapesForJSON(_ input: String, _ output: String) {
        #expect(json(Array(input.utf8)) == output)
    }

    @Test(arguments: [[UInt8]]([[0xFF], [0xC2], [0xE2, 0x82], [0xF0, 0x9F, 0x94], [0xC0]]))
    func replacesWhatIsNotUTF8(_ input: [UInt8]) {
        #expect(json([0x61] + input + [0x62]) == "a\u{FFFD}b")
    }

    @Test func aTerminalSeesQuotesAsTheyAre() {
        let line = text {
            LogText.append("say \"hi\\\"\n\u{1B}[2J", style: .plain, limit: 100, to: &$0)
        }
        #expect(line == #"say "hi\"\n"#)
    }

    @Test func meetsItsLimitAndCutsOneBeyond() {
        #expect(json(Array("0123456789".utf8), limit: 10) == "0123456789")
        #expect(json(Array("0123456789x".utf8), limit: 10) == "0123456…")
        #expect(json(Array("01234567é".utf8), limit: 10) == "01234567é")
        #expect(json(Array("0123456éx".utf8), limit: 10) == "0123456éx")
        #expect(json(Array("012345\u{1}".utf8), limit: 11) == "012345…")
    }

    @Test func everyCutOfHostileTextIsASafeJSONString() throws {
        let hostile = Array("a\u{1B}[1m\u{9B}0mé\"\\\n\u{7F}\u{1B}]x\u{7}🔭\u{1B}P".utf8)
        for end in 0...hostile.count {
            for limit in 3...20 {
                let output = json(Array(hostile[..<end]), limit: limit)
                #expect(output.utf8.count <= limit)
                #expect(output.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
                _ = try parsed("\"\(output)\"")
            }
        }
    }

    @Test(arguments: [
        ("/health", "/health"), ("/a%20b?c", "/a%20b?c"), ("/ü", "/%C3%BC"),
        ("/a\"b\\c d\n", "/a%22b%5Cc%20d%0A"), ("/x/trace_id=abc", "/x/trace_id%3Dabc"),
        ("\u{1B}[31m", "%1B[31m"), ("", ""), ("!~", "!~"),
    ])
    func encodesPaths(_ input: String, _ output: String) {
        #expect(visible(Array(input.utf8)) == output)
    }

    @Test func cutsPathsAtACharacterOfTheirOwn() {
        #expect(visible(Array(String(repeating: "x", count: 200).utf8), limit: 200).count == 200)
        let cut = visible(Array(String(repeating: "x", count: 201).utf8), limit: 200)
        #expect(cut == String(repeating: "x", count: 197) + "…")
        #expect(visible(Array("ab\u{1}\u{1}".utf8), limit: 7) == "ab…")
    }
}
