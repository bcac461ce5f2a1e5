// The settings as the program uses them: plain values, read once, never changed.

/// Everything the program was told.
package struct Settings: Sendable {
    /// Which deployment this is.
    package var environment: EnvironmentName
    /// How this service names itself.
    package var service: ServiceSettings
    /// Whether, where and how spans are exported.
    package var tracing: TracingSettings
    /// Where windows and errors are kept.
    package var store: StoreSettings
    /// Whether, where and how much is spooled.
    package var spool: DiskSettings
    /// The HTTP server and its limits.
    package var server: ServerSettings
    /// How much is logged, and in which form.
    package var logging: LoggingSettings
    /// What a broken rule of the guard does.
    package var guardMode: GuardMode
    /// The file that replaces the built-in registry of providers.
    package var providersFile: String?
    /// How long requests, spans and the store have to finish after a signal.
    package var shutdownTimeout: Duration
    /// What Railway says about this deployment.
    package var railway: RailwayFacts
    /// Where error events go; `nil` where nowhere.
    package var sentry: SentrySettings?
}

/// How this service names itself.
package struct ServiceSettings: Hashable, Sendable {
    /// `service.name`.
    package var name: String
    /// `service.version`.
    package var version: String
    /// Further resource attributes, none of which names the service or the environment.
    package var attributes: [ResourceAttribute]
}

/// Where windows and errors are kept.
package struct StoreSettings: Hashable, Sendable {
    /// The SQLite file, absolute or relative to the working directory.
    package var path: String
    /// Whether `SQLITE_PATH` names it, so that failing to write it is fatal (exit 73).
    package var isPathSet: Bool
    /// `RAILWAY_VOLUME_MOUNT_PATH`.
    package var volumeMountPath: String?

    /// What `SQLITE_PATH` is where nothing shall be kept.
    static let memory = ":memory:"

    /// Whether nothing is kept beyond the process, because that was asked for.
    package var isInMemory: Bool { path == Self.memory }

    /// Whether what is stored outlives the deployment: in development always, elsewhere on a volume
    /// or on another device than `/`.
    package func isDurable(in environment: EnvironmentName, isOnOtherDevice: Bool) -> Bool {
        if isInMemory { return false }
        return environment == .development || isOnOtherDevice || isOnVolume
    }

    /// Whether the file lies under `RAILWAY_VOLUME_MOUNT_PATH`.
    package var isOnVolume: Bool {
        guard let mount = volumeMountPath, mount.hasPrefix("/") else { return false }
        let folder = mount.hasSuffix("/") ? mount : mount + "/"
        // Why: a path with `..` may lead out of the volume, whatever it begins with.
        return path.hasPrefix(folder) && !path.split(separator: "/").contains("..")
    }
}

/// How much is logged, and in which form.
package struct LoggingSettings: Hashable, Sendable {
    /// The least level that is logged.
    package var level: LogLevel
    /// From which level on tracing is heard; `nil` where it follows `level`.
    package var tracing: LogThreshold?
    /// How a line is written.
    package var format: LogFormat
    /// The most lines a second; 0 for no bound.
    package var maximumLinesPerSecond: Int
}

/// What Railway says about this deployment; each `nil` elsewhere.
package struct RailwayFacts: Hashable, Sendable {
    /// Whether the process runs on Railway.
    package var isPresent = false
    /// `RAILWAY_ENVIRONMENT_NAME`.
    package var environmentName: String?
    /// `RAILWAY_ENVIRONMENT_ID`.
    package var environmentID: String?
    /// `RAILWAY_PROJECT_NAME`.
    package var projectName: String?
    /// `RAILWAY_PROJECT_ID`.
    package var projectID: String?
    /// `RAILWAY_SERVICE_NAME`.
    package var serviceName: String?
    /// `RAILWAY_SERVICE_ID`.
    package var serviceID: String?
    /// `RAILWAY_REPLICA_ID`, the instance.
    package var replicaID: String?
    /// `RAILWAY_REPLICA_REGION`.
    package var region: String?
    /// `RAILWAY_DEPLOYMENT_ID`.
    package var deploymentID: String?
    /// `RAILWAY_GIT_COMMIT_SHA`.
    package var commit: String?
    /// `RAILWAY_GIT_BRANCH`.
    package var branch: String?
}
