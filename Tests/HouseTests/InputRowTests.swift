// docs/http-rows.md and docs/otlp-rows.md name the test of each row; each must be there.
import Testing

struct InputRowTests {
    private let repository: Repository
    private let tests: Tests

    init() throws {
        repository = try Repository.read()
        tests = Tests(repository)
    }

    @Test func everyRowNamesATestThatExists() throws {
        #expect(try names(in: "docs/http-rows.md") > 60)
        #expect(try names(in: "docs/otlp-rows.md", isComplete: true) > 200)
        let python = "test_a_kill_during_a_write_costs_no_finished_file"
        let found = [
            "InputRowTests.everyRowNamesATestThatExists",
            "FloorPlanRuleTests.everyRowNamesATestThatExists", "test_spool.py::\(python)",
            "test_tls.py::\(python)",
        ].map(tests.has)
        #expect(found == [true, false, true, false])
    }

    /// How many names a page's rows have, each of which must be there; a complete page has one in
    /// each row.
    private func names(in path: String, isComplete: Bool = false) throws -> Int {
        var count = 0
        for line in try #require(repository.text(path)).split(separator: "\n")
        where line.hasPrefix("| ") {
            let cells = line.split(separator: "|")
            guard cells.count >= 3, let proof = cells.last, proof != " test " else { continue }
            let names = proof.split(separator: "`").enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
            #expect(!isComplete || !names.isEmpty, "a row names no test: \(line)")
            count += names.count
            let missing = names.filter { !tests.has($0) }
            #expect(missing.isEmpty)
        }
        return count
    }

    /// The tests of the tree, by the names that the pages use for them.
    private struct Tests {
        /// What is declared in a file, by the file's own name.
        private var declared: [String: Set<String>] = [:]

        init(_ repository: Repository) {
            for file in repository.files where file.path.hasPrefix("Tests/") {
                guard let name = file.path.split(separator: "/").last else { continue }
                declared[String(name), default: []].formUnion(Self.declarations(in: file.text))
            }
        }

        /// `Suite.test`, `test_file.py::test`, or a test, suite or file alone.
        func has(_ name: String) -> Bool {
            let python = name.split(separator: "::")
            if python.count == 2 { return has(python[1], in: String(python[0])) }
            let swift = name.split(separator: ".")
            if swift.count == 2, swift[0].hasSuffix("Tests") {
                return has(swift[1], in: "\(swift[0]).swift")
            }
            return declared[name] != nil || declared["\(name).swift"] != nil
                || declared.keys.contains { has(name, in: $0) }
        }

        private func has(_ name: some StringProtocol, in file: String) -> Bool {
            declared[file]?.contains(String(name)) == true
        }

        private static func declarations(in text: String) -> [String] {
            let words = text.utf8.split { byte in
                let lower = byte | 0x20
                return !(0x61...0x7A ~= lower || 0x30...0x39 ~= byte || byte == 0x5F)
            }
            return zip(words, words.dropFirst()).compactMap { keyword, name in
                ["func", "def", "struct"].contains(Substring(keyword)) ? String(name) : nil
            }
        }
    }
}
