// The numbers of the HTTP server as plain values; the server's own limits are filled from them.

/// The HTTP server and its limits.
package struct ServerSettings: Hashable, Sendable {
    /// Where HTTP is served; 0 takes any free port.
    package var port: UInt16
    /// How many loops serve connections.
    package var threads: Int
    /// The most connections at a time, never above the descriptor limit less 64.
    package var maximumConnections: Int
    /// How long a request's head may take.
    package var headerTimeout: Duration
    /// How long a request's body may take.
    package var bodyTimeout: Duration
    /// The least bytes a second at which a body must arrive; 0 for none.
    package var bodyMinimumBytesPerSecond: Int
    /// How long a connection may rest between requests.
    package var idleTimeout: Duration
    /// How long a client may take nothing of its answer.
    package var writeTimeout: Duration
    /// The longest request line, in bytes.
    package var maximumRequestLineBytes: Int
    /// The largest head of a request, in bytes.
    package var maximumHeadBytes: Int
    /// The most field lines of a request.
    package var maximumFields: Int
    /// The largest body of a request, in bytes.
    package var maximumBodyBytes: Int
    /// After so many requests a connection is closed; `nil` for no bound.
    package var maximumRequestsPerConnection: Int?
    /// After so long a connection is closed.
    package var maximumConnectionAge: Duration
    /// A loop that lags by more turns new requests away.
    package var shedLag: Duration
    /// Which origins may read the answers: none, some, or `*`.
    package var allowedOrigins: [String]
    /// Whether `X-Forwarded-*` and `X-Real-IP` are believed.
    package var trustsForwarded: Bool
}
