// The house rules, held against the tree as it stands. What each rule catches is shown, sample by
// sample, in RulesCatchTests; here every one of them must find nothing.

import Testing

@Suite struct HouseTests {
    private static let repository = Result { try Repository.read() }

    private let repository: Repository
    private let sources: [SwiftSource]

    init() throws {
        repository = try Self.repository.get()
        sources = repository.swift.filter { $0.path.hasPrefix("Sources/") }
    }

    @Test func readsTheTree() {
        let paths = repository.files.map(\.path)
        #expect(paths.contains("Package.swift"))
        #expect(paths.contains("Sources/gatewayz-api/Main.swift"))
        #expect(paths.contains("Tests/HouseTests/HouseTests.swift"))
    }

    @Test func roomsImportOnlyWhatTheirRowAllows() {
        expectNone(sources.flatMap(ImportRules.foreignImports))
        expectNone(sources.flatMap(ImportRules.reexports))
        expectNone(sources.flatMap(BannedWordRules.foundation))
    }

    @Test func theFloorPlanIsToldOnce() throws {
        let texts = (repository.text("Package.swift"), repository.text("ARCHITECTURE.md"))
        let manifest = try #require(texts.0, "Package.swift is missing")
        expectNone(FloorPlanRules.differencesFromManifest(manifest, rooms: Room.all))
        let page = try #require(texts.1, "ARCHITECTURE.md is missing")
        // Why: the roof's row says "all of the floors below" instead of naming them.
        let rooms = Room.all.filter { $0.name != "App" && $0.name != "gatewayz-api" }
        expectNone(FloorPlanRules.differencesFromPage(page, rooms: rooms))
    }

    @Test func nothingIsWiderThanThePackage() {
        expectNone(sources.flatMap(BannedWordRules.wideAccess))
    }

    @Test func filesStaySmall() {
        expectNone(
            repository.programText.flatMap { SizeRules.longFile(path: $0.path, text: $0.text) })
    }

    @Test func linesFitTheScreen() {
        expectNone(
            repository.programText.flatMap { SizeRules.longLines(path: $0.path, text: $0.text) })
    }

    @Test func functionsFitTheScreen() {
        expectNone(repository.swift.flatMap(SizeRules.longFunctions))
    }

    @Test func nothingTraps() {
        expectNone(sources.flatMap(BannedWordRules.traps))
    }

    @Test func onlyTheCommandsPrint() {
        expectNone(sources.flatMap(BannedWordRules.printing))
    }

    @Test func noErrorIsSwallowedWithoutAReason() {
        expectNone(sources.flatMap(BannedWordRules.swallowedErrors))
    }

    @Test func uncheckedSharingIsRareAndProven() {
        expectNone(sources.flatMap(SafetyRules.uncheckedSharing))
    }

    @Test func everyDoorIsDocumented() {
        expectNone(sources.flatMap(DocumentationRules.undocumentedDoors))
    }

    @Test func everyFileSaysWhatItIsFor() {
        expectNone(
            repository.programText.flatMap {
                DocumentationRules.missingHeader(path: $0.path, text: $0.text)
            })
    }

    @Test func textIsTidy() {
        expectNone(repository.files.flatMap { TextRules.whitespace(path: $0.path, text: $0.text) })
    }

    @Test func noPromiseIsLeftInTheText() {
        expectNone(
            repository.files.flatMap { TextRules.leftoverMarkers(path: $0.path, text: $0.text) })
    }

    @Test func everyRoomHasTests() {
        expectNone(TreeRules.untestedRooms(sources: sources, tests: repository.swift.map(\.path)))
    }

    @Test func noTypeHidesItsModule() {
        expectNone(sources.flatMap(TreeRules.shadowedModules))
    }

    @Test func everyVariableIsDocumented() throws {
        let text = repository.text("docs/configuration.md")
        let page = try #require(text, "docs/configuration.md is missing")
        expectNone(sources.flatMap { EnvironmentRules.undocumentedVariables($0, page: page) })
        expectNone(sources.flatMap(EnvironmentRules.strayReading))
    }

    @Test func theTwoEnvironmentsShareNoAddress() throws {
        let texts = (repository.text(".env.staging"), repository.text(".env.production"))
        let staging = try #require(texts.0, ".env.staging is missing")
        let production = try #require(texts.1, ".env.production is missing")
        expectNone(EnvironmentRules.unequalFiles(staging: staging, production: production))
    }

    private func expectNone(
        _ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        // Why: #expect would print every captured value, the whole tree among them.
        if !violations.isEmpty {
            Issue.record("\n\(violations.report)", sourceLocation: sourceLocation)
        }
    }
}
