// The ground of the rules: what counts as code, as comment, as literal.

import Testing

@Suite struct LayerTests {
    @Test(arguments: [
        ("let a = 1 // try!", "let a = 1        ", "          // try!"),
        ("let a = \"try!\"", "let a = \"    \"", "              "),
        ("/* a /* b */ c */ d", "                  d", "/* a /* b */ c */  "),
        ("let a = \"x \\(b(\"c\")) d\" + e", "let a = \"  \\(b(\" \"))  \" + e", ""),
        ("let a = #\"a\"b\"# + c", "let a = #\"   \"# + c", ""),
        ("let a = \"\\\"\" + b // c", "let a = \"  \" + b     ", "                 // c"),
        ("let a = \"http://x\" + b", "let a = \"        \" + b", ""),
    ])
    func separatesCodeFromCommentsAndLiterals(text: String, code: String, comments: String) {
        let source = SwiftSource(path: "Sources/Wire/A.swift", text: text)
        #expect(source.code == [code])
        if !comments.isEmpty { #expect(source.comments == [comments]) }
    }

    @Test func keepsLinesTogetherAcrossAMultilineLiteral() {
        let text = "let a = \"\"\"\n  try! \"quoted\"\n  \"\"\"\nlet b = 2"
        let source = SwiftSource(path: "A.swift", text: text)
        #expect(source.lines.count == 4)
        #expect(source.code.count == 4)
        #expect(source.code[1].allSatisfy { $0 == " " })
        #expect(source.tokens.last?.line == 4)
        #expect(source.literals == [.init(line: 1, text: "\n  try! \"quoted\"\n  ")])
    }

    @Test(arguments: ["\"", "\"\"\"", "/*", "\"\\(", "#\"\\#(", "\\", "\"\\"])
    func survivesUnfinishedText(text: String) {
        #expect(SwiftSource(path: "A.swift", text: text).lines.count == 1)
    }

    @Test func findsTheCommentsAboutALine() {
        let text = "// Safety: one\n// two\n// three\n// four\n// five\nlet a = 1\nlet b = 2"
        let source = SwiftSource(path: "A.swift", text: text)
        #expect(source.comments(about: 6).contains("Safety:"))
        let apart = SwiftSource(path: "A.swift", text: "// Safety:\nlet a\nlet b\nlet c\nlet d")
        #expect(!apart.comments(about: 5).contains("Safety:"))
    }

    @Test func knowsTheRoom() {
        #expect(SwiftSource(path: "Sources/App/Serve/Serve.swift", text: "").room == "App")
        #expect(SwiftSource(path: "Tests/AppTests/A.swift", text: "").room == nil)
    }
}
