// The arrows of ARCHITECTURE.md: which room may import what. The manifest says which modules a
// target can see; this table says which it may, and catches what a transitive import lets through.

/// A room of `Sources/` and what its files may import.
struct Room: Sendable {
    let name: String
    let imports: Set<String>
    /// Pure rooms have no Glibc: no I/O, no clock.
    let isPure: Bool

    init(_ name: String, _ imports: Set<String>, isPure: Bool = false) {
        self.name = name
        self.imports = imports
        self.isPure = isPure
    }

    /// Everything that a file of this room may name after `import`.
    var allowed: Set<String> {
        isPure ? imports : imports.union(["Glibc", "Synchronization"])
    }

    static let cDoors: Set<String> = ["CCurl", "CLinux", "CSQLite", "CZlib"]

    static let all: [Room] = [
        Room("Locking", ["CLinux"]),
        Room("Wire", ["Synchronization"], isPure: true),
        Room("Reactor", ["CLinux", "Locking"]),
        Room("Gzip", ["CZlib"]),
        Room("Curl", ["CCurl", "Locking", "Reactor"]),

        Room("HTTPCore", ["Synchronization", "Wire"], isPure: true),
        Room("HTTPServer", ["CLinux", "HTTPCore", "Locking", "Reactor", "Wire"]),
        Room("TraceSDK", ["Locking", "Tracing", "Wire"]),
        Room("OTLP", ["Curl", "Gzip", "Locking", "Reactor", "TraceSDK", "Wire"]),
        Room("Prometheus", ["CoreMetrics", "Gzip", "Locking", "Wire"]),

        Room("Health", [], isPure: true),
        Room("HealthProbes", ["Curl", "Health"]),
        Room("HealthStorage", ["CSQLite", "Health", "Locking", "Reactor"]),
        Room("PocketTempo", ["Gzip", "HTTPCore", "HTTPServer", "Locking", "Wire"]),

        Room(
            "App",
            [
                "CLinux", "CoreMetrics", "Curl", "Gzip", "HTTPCore", "HTTPServer", "Health",
                "HealthProbes", "HealthStorage", "Locking", "Logging", "OTLP", "PocketTempo",
                "Prometheus", "Reactor", "TraceSDK", "Tracing", "Wire",
            ]),
        Room("gatewayz-api", ["App", "ArgumentParser"]),

        Room(
            "Relay",
            [
                "Curl", "HTTPCore", "HTTPServer", "Locking", "OTLP", "Reactor", "TraceSDK",
                "Tracing", "Wire",
            ]),
    ]
}

enum ImportRules {
    private static let kinds: Set<String> = [
        "class", "enum", "func", "let", "protocol", "struct", "typealias", "var",
    ]

    /// A module named after `import` that the room's row does not name.
    static func foreignImports(_ source: SwiftSource) -> [Violation] {
        guard let name = source.room else { return [] }
        guard let room = Room.all.first(where: { $0.name == name }) else {
            let message = "\(name) is no room of the floor plan: add its row to HouseTests and "
            return [Violation(path: source.path, line: 0, message: message + "ARCHITECTURE.md")]
        }
        return imports(of: source).filter { !room.allowed.contains($0.module) }.map {
            Violation(
                path: source.path, line: $0.line,
                message: "\(name) may not import \($0.module): its row allows "
                    + room.allowed.sorted().joined(separator: ", "))
        }
    }

    /// `@_exported` opens a door that the table does not see.
    static func reexports(_ source: SwiftSource) -> [Violation] {
        source.tokens.filter { $0.text == "_exported" }.map {
            Violation(path: source.path, line: $0.line, message: "no re-exports: import by name")
        }
    }

    /// The modules a file imports, in order.
    static func imports(of source: SwiftSource) -> [(module: String, line: Int)] {
        let tokens = source.tokens
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "import", index + 1 < tokens.count else { return nil }
            var module = index + 1
            if kinds.contains(tokens[module].text), module + 1 < tokens.count { module += 1 }
            // `gatewayz-api` is never imported, so a module is one word.
            return (tokens[module].text, tokens[index].line)
        }
    }
}
