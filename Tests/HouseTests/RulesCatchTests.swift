// A rule that cannot fail is no rule: each is shown a sample that it must catch, and the nearest
// one that it must leave alone.

import Testing

@Suite struct RulesCatchTests {
    private func source(_ text: String, in path: String = "Sources/Wire/A.swift") -> SwiftSource {
        SwiftSource(path: path, text: text)
    }

    @Test(arguments: [
        ("Health", "import Glibc"), ("Health", "import Wire"), ("HTTPCore", "import Reactor"),
        ("Wire", "package import Glibc"), ("HTTPServer", "import TraceSDK"),
        ("App", "import FoundationEssentials"), ("Reactor", "import struct Wire.Hex"),
        ("Cellar", "let a = 1"), ("gatewayz-api", "import Curl"),
    ])
    func catchesAForeignImport(room: String, text: String) {
        #expect(ImportRules.foreignImports(source(text, in: "Sources/\(room)/A.swift")).count == 1)
    }

    @Test(arguments: [
        ("HTTPCore", "package import Wire"), ("OTLP", "import Glibc"), ("Wire", "// import Glibc"),
        ("Locking", "import Synchronization"), ("gatewayz-api", "import ArgumentParser"),
    ])
    func allowsWhatTheRowNames(room: String, text: String) {
        let file = source(text, in: "Sources/\(room)/A.swift")
        #expect(ImportRules.foreignImports(file) == [])
    }

    @Test func catchesReexportsAndFoundation() {
        #expect(ImportRules.reexports(source("@_exported import Wire")).count == 1)
        #expect(BannedWordRules.foundation(source("import FoundationEssentials")).count == 1)
        #expect(BannedWordRules.foundation(source("import Glibc")) == [])
    }

    @Test(arguments: [
        "public func a()", "open class A {}", "public import Wire", "public let a = 1",
    ])
    func catchesWideAccess(text: String) {
        #expect(BannedWordRules.wideAccess(source(text)).count == 1)
    }

    @Test(arguments: ["let fd = open(path, flags)", "case open", "// public func", "a.open()"])
    func leavesOtherUsesOfTheWordsAlone(text: String) {
        #expect(BannedWordRules.wideAccess(source(text)) == [])
    }

    @Test(arguments: ["let a = try! b()", "let a = b as! C", "fatalError(\"no\")"])
    func catchesTraps(text: String) {
        #expect(BannedWordRules.traps(source(text)).count == 1)
    }

    @Test(arguments: ["let a = \"try!\"", "// as! is banned", "try a()", "b as? C"])
    func leavesHarmlessTextAlone(text: String) {
        #expect(BannedWordRules.traps(source(text)) == [])
    }

    @Test func catchesPrintingBelowTheRoof() {
        #expect(BannedWordRules.printing(source("print(1)")).count == 1)
        #expect(BannedWordRules.printing(source("print(1)", in: "Sources/App/A.swift")) == [])
        #expect(BannedWordRules.printing(source("printer.print(1)")) == [])
    }

    @Test func catchesSwallowedErrors() {
        #expect(BannedWordRules.swallowedErrors(source("let a = try? b()")).count == 1)
        #expect(BannedWordRules.swallowedErrors(source("// Why: c\nlet a = try? b()")) == [])
    }

    @Test(arguments: ["final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1"])
    func catchesUncheckedSharing(text: String) {
        let reactor = "Sources/Reactor/A.swift"
        #expect(SafetyRules.uncheckedSharing(source(text)).count == 1)
        #expect(SafetyRules.uncheckedSharing(source("// Safety: x\n" + text)).count == 1)
        #expect(SafetyRules.uncheckedSharing(source(text, in: reactor)).count == 1)
        #expect(SafetyRules.uncheckedSharing(source("// Safety: x\n" + text, in: reactor)) == [])
    }

    @Test(arguments: [
        "package func a() {}", "// no doc\npackage struct A {}",
        "let b = 1\n@safe\npackage let a = 1",
        "/// Doc.\npackage struct A {\n    package init() {}\n}",
    ])
    func catchesUndocumentedDoors(text: String) {
        #expect(DocumentationRules.undocumentedDoors(source(text)).count == 1)
    }

    @Test(arguments: [
        "/// Doc.\npackage func a() {}", "/// Doc.\n@inline(__always)\npackage let a = 1",
        "package import Wire", ".product(name: \"a\", package: \"b\")", "package(set) var a = 1",
    ])
    func leavesDocumentedDoorsAlone(text: String) {
        #expect(DocumentationRules.undocumentedDoors(source(text)) == [])
    }

    @Test(arguments: [
        ("Sources/A/A.swift", "import Wire\n"), ("Sources/A/A.swift", "\n// late\n"),
        ("Tests/A/a.py", "import os\n"), ("scripts/run", "#!/bin/sh\nset -e\n"),
        ("Makefile", "all:\n"), ("Sources/C/c.h", "#define A\n"),
    ])
    func catchesAMissingHeader(path: String, text: String) {
        #expect(DocumentationRules.missingHeader(path: path, text: text).count == 1)
    }

    @Test(arguments: [
        ("Sources/A/A.swift", "// What.\n"), ("Tests/A/a.py", "\"\"\"What.\"\"\"\n"),
        ("scripts/run", "#!/bin/sh\n# What.\n"), ("Package.swift", "// swift-tools\n// What.\n"),
        ("railway.toml", "[a]\n"),
    ])
    func acceptsAHeader(path: String, text: String) {
        #expect(DocumentationRules.missingHeader(path: path, text: text) == [])
    }

    @Test(arguments: ["a", "a\n\n", "a \n", "a\t\n", "a\r\n"])
    func catchesUntidyText(text: String) {
        #expect(TextRules.whitespace(path: "a", text: text).count == 1)
        #expect(TextRules.whitespace(path: "a", text: "a\n") == [])
    }

    @Test func catchesMarkers() {
        for marker in TextRules.markers {
            #expect(TextRules.leftoverMarkers(path: "a", text: "// \(marker): b\n").count == 1)
            #expect(TextRules.leftoverMarkers(path: "a", text: "\(marker)S_\n") == [])
        }
    }

    @Test func catchesAShadowedModule() {
        #expect(TreeRules.shadowedModules(source("struct Wire {}")).count == 1)
        #expect(TreeRules.shadowedModules(source("struct Wired {}")) == [])
    }

    @Test func catchesAnUntestedRoom() {
        let rooms = [source("let a = 1")]
        #expect(TreeRules.untestedRooms(sources: rooms, tests: []).count == 1)
        let tests = ["Tests/WireTests/A.swift"]
        #expect(TreeRules.untestedRooms(sources: rooms, tests: tests) == [])
    }
}
