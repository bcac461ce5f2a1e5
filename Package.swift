// swift-tools-version: 6.3
// The floor plan. Each target is a room; arrows point down only. What a room may import is the
// table of ARCHITECTURE.md, and HouseTests holds the sources to it.
import PackageDescription

let package = Package(
    name: "gatewayz-api",
    products: [.executable(name: "gatewayz-api", targets: ["gatewayz-api"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", exact: "1.7.3"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
    ],
    targets: [
        // Floor 0: C doors
        .target(name: "CLinux"),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Floor 1: tools
        .room("Locking", on: ["CLinux"]),
        .room("Wire"),
        .room("Reactor", on: ["CLinux", "Locking"]),
        .room("Gzip", on: ["CZlib"]),
        .room("Curl", on: ["CCurl", "Reactor", "Locking"]),

        // Floor 2: protocols
        .room("HTTPCore", on: ["Wire"]),
        .room("HTTPServer", on: ["CLinux", "HTTPCore", "Reactor", "Locking", "Wire"]),
        .room("TraceSDK", on: ["Locking", "Wire", .tracing]),
        .room("OTLP", on: ["TraceSDK", "Wire", "Curl", "Gzip", "Reactor", "Locking"]),
        .room("Sentry", on: ["Wire", "Curl", "Locking"]),
        .room("Prometheus", on: ["Wire", "Gzip", "Locking", .coreMetrics]),

        // Floor 3: domain
        .room("Health"),
        .room("HealthProbes", on: ["Health", "Curl"]),
        .room("HealthStorage", on: ["Health", "Reactor", "Locking", "CSQLite"]),
        .room("PocketTempo", on: ["HTTPServer", "HTTPCore", "Wire", "Locking", "Gzip"]),

        // Floor 4: roof
        .room(
            "App",
            on: [
                "CLinux", "Locking", "Wire", "Reactor", "Gzip", "Curl", "HTTPCore", "HTTPServer",
                "TraceSDK", "OTLP", "Prometheus", "Sentry", "Health", "HealthProbes",
                "HealthStorage", "PocketTempo", .logging, .tracing, .coreMetrics,
            ]),
        .executableTarget(
            name: "gatewayz-api", dependencies: ["App", .argumentParser], swiftSettings: .house),

        // What the acceptance tests talk to beside the product.
        .executableTarget(
            name: "EchoServer", dependencies: ["HTTPServer", "HTTPCore", "Reactor", "Wire"],
            path: "Tests/EchoServer", swiftSettings: .house),

        // Examples: worked uses of the rooms, inside the package, where `package` access ends.
        .executableTarget(
            name: "Relay",
            dependencies: [
                "Curl", "HTTPCore", "HTTPServer", "Locking", "OTLP", "Reactor", "TraceSDK", "Wire",
                .tracing,
            ], path: "Examples/Relay", swiftSettings: .house),

        // Benchmarks that reach into the rooms; the others drive the built program.
        .target(
            name: "SpanSamples", dependencies: ["OTLP", "TraceSDK"],
            path: "Benchmarks/span-samples", swiftSettings: .house),
        .executableTarget(
            name: "SpanExport",
            dependencies: ["Curl", "OTLP", "Reactor", "SpanSamples", "TraceSDK"],
            path: "Benchmarks/span-export", swiftSettings: .house),
        .executableTarget(
            name: "SpanCost",
            dependencies: ["OTLP", "Reactor", "SpanSamples", "TraceSDK", .tracing],
            path: "Benchmarks/span-cost", swiftSettings: .house),

        // The other side of the acceptance tests: random spans, and what was recorded of them.
        .executableTarget(
            name: "span-sender",
            dependencies: ["Curl", "OTLP", "Reactor", "TraceSDK", "Wire", .tracing],
            path: "Tests/SpanSender", swiftSettings: .house),

        // The tests mirror the tree.
        .tests("HouseTests"),
        .tests("LockingTests", on: ["Locking"]),
        .tests("WireTests", on: ["Wire"]),
        .tests("ReactorTests", on: ["Reactor", "Locking"]),
        .tests("GzipTests", on: ["Gzip"]),
        .tests("CurlTests", on: ["Curl", "Reactor", "Locking"]),
        .tests("HTTPCoreTests", on: ["HTTPCore"]),
        .tests("HTTPServerTests", on: ["HTTPServer", "HTTPCore", "Reactor", "Locking", "Wire"]),
        .tests("TraceSDKTests", on: ["TraceSDK", "Locking", .tracing]),
        .tests(
            "OTLPTests",
            on: [
                "OTLP", "TraceSDK", "Wire", "Curl", "Gzip", "Reactor", "Locking", .tracing,
            ]),
        .tests("PrometheusTests", on: ["Prometheus", "Gzip", .coreMetrics]),
        .tests(
            "SentryTests", on: ["Sentry", "Curl", "HTTPServer", "Reactor", "Locking", "Wire"]),
        .tests("HealthTests", on: ["Health"]),
        .tests("HealthProbesTests", on: ["HealthProbes", "Health", "Curl", "Reactor", "Locking"]),
        .tests("HealthStorageTests", on: ["HealthStorage", "Health", "Reactor", "Locking"]),
        .tests("PocketTempoTests", on: ["PocketTempo", "HTTPServer", "HTTPCore", "Wire"]),
        .tests(
            "AppTests",
            on: [
                "App", "Locking", "Wire", "Reactor", "Gzip", "Curl", "HTTPCore", "HTTPServer",
                "TraceSDK", "OTLP", "Prometheus", "Sentry", "Health", "HealthProbes",
                "HealthStorage", "PocketTempo", .logging, .tracing, .coreMetrics,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

extension Target.Dependency {
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var coreMetrics: Self { .product(name: "CoreMetrics", package: "swift-metrics") }
    static var tracing: Self { .product(name: "Tracing", package: "swift-distributed-tracing") }
    static var argumentParser: Self {
        .product(name: "ArgumentParser", package: "swift-argument-parser")
    }
}

extension [SwiftSetting] {
    /// The house rules that the compiler enforces, on our targets only.
    static var house: Self {
        [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
            // Why: each access to a property of a class would be entered in a list and taken out
            // again, a fifth of a request's own work. Debug builds, which all tests run, keep the
            // checks (docs/decisions/0026-what-a-request-costs.md).
            .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
        ]
    }
}

extension Target {
    static func room(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies, swiftSettings: .house)
    }

    static func tests(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
        .testTarget(name: name, dependencies: dependencies, swiftSettings: .house)
    }
}

// Why: libFuzzer brings a `main` of its own, so these are in the plan only where it is asked for
// (Fuzz/run).
if Context.environment["FUZZ"] == "1" {
    package.targets += [
        .target(name: "CFuzzDriver", path: "Fuzz/Driver"),
        .fuzz("RequestParser", on: ["HTTPCore"]),
        .fuzz("ChunkedDecoder", on: ["HTTPCore"]),
        .fuzz("TraceParent", on: ["TraceSDK"]),
        .fuzz("Dotenv", on: ["App"]),
        .fuzz("ProvidersFile", on: ["App", "Health"]),
    ]
}

extension Target {
    static func fuzz(_ name: String, on dependencies: [Target.Dependency]) -> Target {
        .executableTarget(
            name: "Fuzz\(name)", dependencies: dependencies + ["CFuzzDriver"],
            path: "Fuzz/Targets/\(name)",
            swiftSettings: .house + [.unsafeFlags(["-parse-as-library"])])
    }
}
