// The table of all variables, in the order of the report and of the document.

/// All settings that the program knows.
package enum SettingTable {
    /// Every row.
    package static let all: [SettingDefinition] =
        service + tracing + export + limits + elsewhere + server + operation + railway

    /// Every variable that has a row, with it.
    package static let byName: [String: SettingDefinition] = Dictionary(
        all.flatMap { row in row.names.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })
}

extension SettingTable {
    static let environment = Setting(
        .environment, "environment", "APP_ENV", "ENVIRONMENT", "RAILWAY_ENVIRONMENT_NAME",
        grammar: Grammar(
            "development, staging, production or a name of its own, [a-z0-9-]{1,64}",
            show: { $0.text }, parse: { EnvironmentName($0) }),
        default: EnvironmentName.development,
        help: "Which deployment this is; prod, prd, live, stage, stg, dev and local are understood."
    )

    static let serviceName = Setting(
        .service, "service name", "OTEL_SERVICE_NAME", "SERVICE_NAME",
        grammar: .text("a name", maximumBytes: 255), default: "gatewayz-api",
        help: "How traces, logs and metrics name this service.")

    static let version = Setting(
        optional: .service, "version", "SERVICE_VERSION", "OTEL_SERVICE_VERSION",
        "RAILWAY_GIT_COMMIT_SHA",
        grammar: .text("a version", maximumBytes: 255), defaultText: "the build's",
        help: "Which version this is.")

    static let resourceAttributes = Setting(
        .service, "resource attributes", "OTEL_RESOURCE_ATTRIBUTES", grammar: .attributes,
        default: [], defaultText: "none",
        help: "Attributes added to every trace; those that name service or environment yield.")

    static let service = [
        environment.definition, serviceName.definition, version.definition,
        resourceAttributes.definition,
    ]
}

extension SettingTable {
    static let sqlitePath = Setting(
        optional: .store, "SQLite file", "SQLITE_PATH",
        grammar: .path(),
        defaultText: "$RAILWAY_VOLUME_MOUNT_PATH/gatewayz.db, else data/gatewayz.db",
        help: "Where windows and errors are kept; :memory: keeps nothing.")

    static let supabaseURL = Setting(
        optional: .store, "Supabase address", "SUPABASE_URL", grammar: .address,
        use: .notUsedYet, help: "A store that replicas share; the guard judges its name already.")

    static let supabaseKey = Setting(
        optional: .store, "Supabase key", "SUPABASE_KEY", grammar: .secret, isSecret: true,
        use: .notUsedYet, help: "The key to it.")

    static let databaseURL = Setting(
        optional: .store, "database address", "DATABASE_URL", grammar: .secret, isSecret: true,
        use: .notUsedYet, help: "A PostgreSQL store that replicas share.")

    static let providersFile = Setting(
        optional: .providers, "providers file", "PROVIDERS_FILE",
        grammar: .path(), defaultText: "the built-in registry",
        help: "A JSON file that replaces the built-in registry of providers.")

    static let ingestToken = Setting(
        optional: .providers, "ingest token", "INGEST_TOKEN", grammar: .secret, isSecret: true,
        use: .notUsedYet, help: "What the gateway shows to report outcomes; unset turns that off.")

    static let sentryDSN = Setting(
        optional: .sentry, "Sentry DSN", "SENTRY_DSN", grammar: .secret, defaultText: "off",
        isSecret: true, help: "Where error events go: https://KEY@HOST/PROJECT.")

    static let sentryEnvironment = Setting(
        optional: .sentry, "Sentry environment", "SENTRY_ENVIRONMENT",
        grammar: .text("an environment's name", maximumBytes: 64), defaultText: "the environment",
        help: "How Sentry names this deployment; the guard refuses one that differs.")

    static let sentryRelease = Setting(
        optional: .sentry, "Sentry release", "SENTRY_RELEASE",
        grammar: .text("a release", maximumBytes: 255), defaultText: "service name, @, version",
        help: "Which release error events belong to.")

    static let elsewhere = [
        sqlitePath.definition, supabaseURL.definition, supabaseKey.definition,
        databaseURL.definition, providersFile.definition, ingestToken.definition,
        sentryDSN.definition, sentryEnvironment.definition, sentryRelease.definition,
    ]
}
