// Each size limit met exactly, and by one more.

import Testing

@Suite struct SizeRuleTests {
    @Test func allowsAFileAtTheLimitAndCatchesOneMore() {
        let atLimit = String(repeating: "a\n", count: SizeRules.maximumFileLines)
        #expect(SizeRules.longFile(path: "a", text: atLimit) == [])
        #expect(SizeRules.longFile(path: "a", text: atLimit + "a\n").count == 1)
    }

    @Test func allowsALineAtTheLimitAndCatchesOneMore() {
        let atLimit = String(repeating: "é", count: SizeRules.maximumLineColumns)
        #expect(SizeRules.longLines(path: "a", text: atLimit) == [])
        #expect(SizeRules.longLines(path: "a", text: "\n" + atLimit + "a").map(\.line) == [2])
    }

    @Test(arguments: [
        "func a() {", "init(\n) {", "var a: Int {", "deinit {", "subscript(a: Int) -> B {",
    ])
    func allowsAFunctionAtTheLimitAndCatchesOneMore(header: String) {
        let headerLines = header.split(separator: "\n").count
        let body = SizeRules.maximumFunctionLines - headerLines - 1
        func sample(_ lines: Int) -> SwiftSource {
            let statements = String(repeating: "if a { b() }\n", count: lines)
            return SwiftSource(
                path: "a", text: "struct A {\nlet c = 1\n\(header)\n\(statements)}\n}\n")
        }
        #expect(SizeRules.longFunctions(sample(body)) == [])
        #expect(SizeRules.longFunctions(sample(body + 1)).map(\.line) == [3])
    }

    @Test func doesNotCountATypeAsAFunction() {
        let members = String(repeating: "func a() {\n}\n", count: 100)
        let text = "import struct Wire.Hex\nextension A where B: C {\n\(members)}\n"
        let source = SwiftSource(path: "a", text: text)
        #expect(SizeRules.longFunctions(source) == [])
        #expect(SizeRules.functions(of: source).count == 100)
    }

    @Test func doesNotCountAProtocolRequirement() {
        let text = "protocol A {\nfunc b()\nvar c: Int { get }\n}\nfunc d() {\n}\n"
        let found = SizeRules.functions(of: SwiftSource(path: "a", text: text))
        #expect(found.map(\.first) == [3, 5])
    }
}
