// Where spans are sent, as far as a log line may say it, and as far as a mistake in it can be told.
// Any thread; a value. Holds no credential, only the names of the variables that gave them.

/// A receiver's address.
package struct ExportDestination: Hashable, Sendable {
    /// The address without user-info and query, for people.
    package var displayURL: String
    /// How it is spoken to.
    package var wire: WireProtocol
    /// Whether it is `https`.
    package var isEncrypted: Bool
    /// The host in lower case.
    package var host: String
    /// The port, the scheme's own where none was written.
    package var port: UInt16
    /// The path of the final address.
    package var path: String
    /// The variables that gave the credentials that go with each request.
    package var credentials: [String]

    /// Puts the parts together; without host, port and path no mistake in them can be told.
    package init(
        displayURL: String, wire: WireProtocol = .httpProtobuf, isEncrypted: Bool = false,
        host: String = "", port: UInt16 = 0, path: String = "", credentials: [String] = []
    ) {
        self.displayURL = displayURL
        self.wire = wire
        self.isEncrypted = isEncrypted
        self.host = host
        self.port = port
        self.path = path
        self.credentials = credentials
    }
}
