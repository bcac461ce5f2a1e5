// One floor plan, told three times: by the manifest to the compiler, by ARCHITECTURE.md to readers,
// by `Room.all` to these tests. This file holds the three to each other.

enum FloorPlanRules {
    /// The manifest's short names for products of other packages.
    private static let products = [
        ".argumentParser": "ArgumentParser", ".coreMetrics": "CoreMetrics", ".logging": "Logging",
        ".tracing": "Tracing",
    ]

    /// Rooms whose row is not what the manifest lets them depend on.
    static func differencesFromManifest(_ manifest: String, rooms: [Room]) -> [Violation] {
        let planned = dependencies(manifest)
        return rooms.compactMap { room in
            guard let dependencies = planned[room.name] else {
                let message = "has no room \(room.name), the table of HouseTests has"
                return Violation(path: "Package.swift", line: 0, message: message)
            }
            let allowed = room.imports.subtracting(["Synchronization"])
            // Why: the table may forbid what the manifest needs for linking, never the reverse.
            let missing = allowed.subtracting(dependencies)
            guard !missing.isEmpty else { return nil }
            let message = "\(room.name) lacks \(missing.sorted()), the table of HouseTests has it"
            return Violation(path: "Package.swift", line: 0, message: message)
        }
    }

    /// Rooms without a row in the page's table, or whose row leaves an import out.
    static func differencesFromPage(_ page: String, rooms: [Room]) -> [Violation] {
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("|") }.map {
            $0.split(separator: "|").map { $0.filter { $0 != "`" && $0 != " " } }
        }
        return rooms.compactMap { room in
            let names = [room.name, room.name + "(P)"]
            guard let row = rows.first(where: { !$0.filter(names.contains).isEmpty }) else {
                let message = "its table has no row for \(room.name)"
                return Violation(path: "ARCHITECTURE.md", line: 0, message: message)
            }
            let named = Set((row.last ?? "").split(separator: ",").map(String.init))
            let missing = room.imports.subtracting(named).subtracting(["Synchronization"])
            guard !missing.isEmpty else { return nil }
            let message = "the row of \(room.name) leaves out \(missing.sorted())"
            return Violation(path: "ARCHITECTURE.md", line: 0, message: message)
        }
    }

    /// What each `.room(…)` and `.executableTarget(…)` of a manifest depends on.
    static func dependencies(_ manifest: String) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        let calls =
            manifest.split(separator: ".room(").dropFirst()
            + manifest.split(separator: ".executableTarget(").dropFirst()
        for call in calls {
            let literals = SwiftSource(path: "", text: String(call.prefix { $0 != ")" })).literals
            guard let name = literals.first?.text else { continue }
            let shortNames = products.filter { call.prefix { $0 != ")" }.contains($0.key) }
            found[name] = Set(literals.dropFirst().map(\.text)).union(shortNames.values)
        }
        return found
    }
}
