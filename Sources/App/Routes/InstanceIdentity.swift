// Who this process is: the same three words in every reply, log line, span and metric.
package import Reactor
import Wire

/// Name, version and environment of the service, and when it started.
package struct InstanceIdentity: Sendable {
    /// `service.name`.
    package var name: String
    /// `service.version`.
    package var version: String
    /// The environment's name.
    package var environment: String
    /// When the process began to serve.
    package var startedAt: MonotonicTime

    /// Puts the words together.
    package init(name: String, version: String, environment: String, startedAt: MonotonicTime) {
        self.name = name
        self.version = version
        self.environment = environment
        self.startedAt = startedAt
    }

    /// Writes the members that every body about the process begins with.
    func append(to writer: inout JSONWriter) {
        writer.key("service")
        writer.string(name)
        writer.key("version")
        writer.string(version)
        writer.key("environment")
        writer.string(environment)
    }
}
