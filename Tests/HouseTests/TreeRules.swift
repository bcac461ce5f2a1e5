// Rules about the tree as a whole: every room has its tests, no type hides its module.

enum TreeRules {
    /// A room of the floor plan without a folder of tests, or one whose tests are empty.
    static func untestedRooms(sources: [SwiftSource], tests: [String]) -> [Violation] {
        // Why: programs are tested as processes, by Tests/AcceptanceTests.
        let programs = ["gatewayz-api", "Relay"]
        let furnished = Set(sources.compactMap(\.room))
        return Room.all.map(\.name).filter { furnished.contains($0) && !programs.contains($0) }
            .filter { room in
                !tests.contains { $0.hasPrefix("Tests/\(room)Tests/") && $0.hasSuffix(".swift") }
            }
            .map {
                let message = "has no test: write Tests/\($0)Tests"
                return Violation(path: "Sources/\($0)", line: 0, message: message)
            }
    }

    /// A type that shares its module's name: `Name.Type` can then no longer be spelled.
    static func shadowedModules(_ source: SwiftSource) -> [Violation] {
        guard let room = source.room else { return [] }
        let kinds: Set<String> = ["actor", "class", "enum", "protocol", "struct", "typealias"]
        return zip(source.tokens, source.tokens.dropFirst()).compactMap { word, next in
            guard kinds.contains(word.text), next.text == room else { return nil }
            let message = "type \(room) shares the name of its module"
            return Violation(path: source.path, line: next.line, message: message)
        }
    }
}
