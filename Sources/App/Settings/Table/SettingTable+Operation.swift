// The rows about logs, the guard, the spool and the end, and the facts that Railway states.

extension SettingTable {
    static let logLevel = Setting(
        .logging, "log level", "LOG_LEVEL",
        grammar: .word([
            ("debug", LogLevel.debug), ("trace", .debug), ("info", .info), ("notice", .info),
            ("warn", .warn), ("warning", .warn), ("error", .error), ("critical", .error),
        ]),
        default: LogLevel.info, help: "What is logged at least.")

    static let tracingLogLevel = Setting(
        optional: .logging, "tracing's log level", "OTEL_LOG_LEVEL",
        grammar: .word([
            ("none", LogThreshold.nothing), ("off", .nothing), ("error", .from(.error)),
            ("fatal", .from(.error)), ("critical", .from(.error)), ("warn", .from(.warn)),
            ("warning", .from(.warn)), ("info", .from(.info)), ("notice", .from(.info)),
            ("debug", .from(.debug)), ("verbose", .from(.debug)), ("trace", .from(.debug)),
            ("all", .from(.debug)),
        ]),
        defaultText: "as LOG_LEVEL",
        help: "What tracing, its exporter and its spool say at least; debug tells every export.")

    static let logFormat = Setting(
        optional: .logging, "log format", "LOG_FORMAT",
        grammar: .word(LogFormat.allCases.map { ($0.rawValue, $0) }),
        defaultText: "json, text on a terminal", help: "How a line is written.")

    static let logRate = Setting(
        .logging, "log rate", "LOG_MAX_LINES_PER_SECOND",
        grammar: .wholeNumber(0...1_000_000, zeroMeans: "no bound"), default: 400,
        help: "The most lines a second; Railway takes 500.")

    static let guardMode = Setting(
        .guard, "guard", "ENVIRONMENT_GUARD",
        grammar: .word(GuardMode.allCases.map { ($0.rawValue, $0) }), default: GuardMode.refuse,
        help: "Whether a crossed environment refuses the start or only blocks the export.")

    static let guardRailway = Setting(
        optional: .guard, "Railway exception", "GUARD_RAILWAY_ENVIRONMENT",
        grammar: .text("a Railway environment's name", maximumBytes: 64),
        help: "Allows a Railway environment with the name of another known one.")

    static let shutdownTimeout = Setting(
        .server, "shutdown timeout", "SHUTDOWN_TIMEOUT",
        grammar: .seconds(milliseconds: 0...3_600_000), default: .seconds(10),
        help: "How long requests, spans and the store have to finish.")

    static let spoolDirectory = Setting(
        optional: .spool, "spool", "SPOOL_DIRECTORY",
        grammar: .path("a path, or off", maximumBytes: 1_024),
        defaultText: "spool/ beside the SQLite file",
        help: "Where spans wait while Tempo is away; off keeps them in memory.")

    static let spoolBytes = Setting(
        .spool, "spool's size", "SPOOL_MAX_BYTES", grammar: .bytes(0...1_099_511_627_776),
        default: 268_435_456, help: "The most it holds; 0 turns it off.")

    static let spoolAge = Setting(
        .spool, "spool's age", "SPOOL_MAX_AGE",
        grammar: .seconds(milliseconds: 1_000...31_536_000_000), default: .seconds(86_400),
        help: "The longest a span waits there.")

    static let operation = [
        shutdownTimeout.definition, logLevel.definition, tracingLogLevel.definition,
        logFormat.definition, logRate.definition,
        guardMode.definition, guardRailway.definition, spoolDirectory.definition,
        spoolBytes.definition, spoolAge.definition,
    ]
}

extension SettingTable {
    private static func fact(_ title: String, _ name: String, _ help: String) -> Setting<String?> {
        Setting(
            optional: .railway, title, name, grammar: .text("text", maximumBytes: 1_024),
            help: help)
    }

    static let railwayProject = fact("project", "RAILWAY_PROJECT_NAME", "Named in traces.")
    static let railwayProjectID = fact(
        "project's id", "RAILWAY_PROJECT_ID", "Tells that this is Railway.")
    static let railwayEnvironmentID = fact(
        "environment's id", "RAILWAY_ENVIRONMENT_ID", "Named in traces.")
    static let railwayService = fact("service", "RAILWAY_SERVICE_NAME", "Named in traces.")
    static let railwayServiceID = fact("service's id", "RAILWAY_SERVICE_ID", "Named in traces.")
    static let railwayReplica = fact("replica", "RAILWAY_REPLICA_ID", "The instance in traces.")
    static let railwayRegion = fact("region", "RAILWAY_REPLICA_REGION", "The region in traces.")
    static let railwayDeployment = fact(
        "deployment", "RAILWAY_DEPLOYMENT_ID", "Named in traces.")
    static let railwayBranch = fact("branch", "RAILWAY_GIT_BRANCH", "Named in traces.")
    static let railwayVolume = fact(
        "volume", "RAILWAY_VOLUME_MOUNT_PATH", "Where the store is kept across deployments.")

    static let railwayFacts = [
        railwayProject, railwayProjectID, railwayEnvironmentID, railwayService, railwayServiceID,
        railwayReplica, railwayRegion, railwayDeployment, railwayBranch, railwayVolume,
    ]
    static let railway = railwayFacts.map(\.definition)
}
