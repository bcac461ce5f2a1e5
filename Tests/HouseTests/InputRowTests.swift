// docs/http-rows.md names tests; each of them must be there.
import Testing

struct InputRowTests {
    @Test func everyRowNamesATestThatExists() throws {
        let repository = try Repository.read()
        let page = try #require(repository.text("docs/http-rows.md"))
        let tests = repository.files.filter { $0.path.hasPrefix("Tests/") }
        let known = tests.map(\.text).joined() + repository.files.map(\.path).joined(separator: " ")
        var count = 0
        for line in page.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|")
            guard cells.count >= 4, let proof = cells.last, proof.contains("`") else { continue }
            for name in proof.split(separator: "`").enumerated().filter({ $0.offset % 2 == 1 }) {
                count += 1
                let last = name.element.split(separator: ".").first ?? name.element
                #expect(
                    known.contains("func \(name.element)(") || known.contains("struct \(last) ")
                        || known.contains("/\(name.element)"), "\(name.element) is no test")
            }
        }
        #expect(count > 60)
    }
}
