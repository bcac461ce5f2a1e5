// Who the process is, as /metrics tells it.

/// What does not change while the process runs.
package struct ServiceIdentity: Sendable {
    /// `service.version`.
    package var version: String
    /// The commit the build was made from; may be empty.
    package var revision: String
    /// The deployment environment.
    package var environment: String
    /// `service.name`.
    package var serviceName: String
    /// The host that traces go to; empty where they go nowhere.
    package var otlpHost: String
    /// The telemetry resource, whose attributes become the labels of `target_info`.
    package var resource: [(name: String, value: String)]

    /// Puts the facts together.
    package init(
        version: String, revision: String, environment: String, serviceName: String,
        otlpHost: String, resource: [(name: String, value: String)]
    ) {
        self.version = version
        self.revision = revision
        self.environment = environment
        self.serviceName = serviceName
        self.otlpHost = otlpHost
        self.resource = resource
    }
}
