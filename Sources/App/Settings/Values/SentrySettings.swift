// Where error events go, and under which names.
package import Sentry

/// Where error events go, and under which names.
package struct SentrySettings: Hashable, Sendable {
    /// The project.
    package var dsn: SentryDSN
    /// The same as an address, which the guard judges: its user-info is the key.
    package var address: WebAddress
    /// How Sentry names this deployment.
    package var environment: String
    /// Which release events belong to.
    package var release: String
}
