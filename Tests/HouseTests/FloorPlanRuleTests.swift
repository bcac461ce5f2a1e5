// The three tellings of the floor plan cannot drift apart unnoticed.

import Testing

@Suite struct FloorPlanRuleTests {
    private let manifest = """
        targets: [
            .room("Locking", on: ["CLinux"]),
            .room(
                "OTLP",
                on: [
                    "TraceSDK", "Wire", .tracing,
                ]),
            .executableTarget(
                name: "gatewayz-api", dependencies: ["App", .argumentParser]),
            .room("Health"),
        ]
        """

    @Test func readsTheManifest() {
        let found = FloorPlanRules.dependencies(manifest)
        #expect(found["Locking"] == ["CLinux"])
        #expect(found["OTLP"] == ["TraceSDK", "Wire", "Tracing"])
        #expect(found["gatewayz-api"] == ["App", "ArgumentParser"])
        #expect(found["Health"] == [])
    }

    @Test func catchesADifferenceFromTheManifest() {
        let rooms = [Room("OTLP", ["Wire", "Curl"]), Room("Cellar", []), Room("Locking", [])]
        let found = FloorPlanRules.differencesFromManifest(manifest, rooms: rooms)
        #expect(found.map { $0.message.contains("Curl") } == [true, false])
    }

    @Test func catchesADifferenceFromThePage() {
        let page = """
            | 1 | `Locking` | a lock | CLinux |
            | 2 | `Wire` (P) | bytes | |
            | 2 | `OTLP` | spans to bytes | `TraceSDK`, Wire |
            """
        let rooms = [
            Room("Locking", ["CLinux"]), Room("Wire", [], isPure: true),
            Room("OTLP", ["Curl", "TraceSDK", "Wire"]), Room("Cellar", []),
        ]
        let found = FloorPlanRules.differencesFromPage(page, rooms: rooms)
        #expect(found.count == 2)
        #expect(found[0].message.contains("Curl"))
        #expect(found[1].message.contains("Cellar"))
    }
}
