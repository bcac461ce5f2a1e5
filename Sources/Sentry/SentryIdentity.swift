// Who reports: the same words in every event.
// Any thread; a value.

/// The reporting process.
package struct SentryIdentity: Hashable, Sendable {
    /// `SENTRY_ENVIRONMENT`.
    package var environment: String
    /// `SENTRY_RELEASE`.
    package var release: String
    /// The instance.
    package var serverName: String
    /// The name of what reports.
    package var clientName: String
    /// The version of what reports.
    package var clientVersion: String

    /// Puts the words together.
    package init(
        environment: String, release: String, serverName: String, clientName: String,
        clientVersion: String
    ) {
        self.environment = environment
        self.release = release
        self.serverName = serverName
        self.clientName = clientName
        self.clientVersion = clientVersion
    }

    /// The client as headers name it.
    var client: String { "\(clientName)/\(clientVersion)" }
}
