// Which HTTP is spoken.
// Any thread; a value.

/// The version of one request.
package enum HTTPVersion: Hashable, Sendable {
    /// HTTP/1.1 over kept connections.
    case http1
    /// HTTP/2: agreed upon in the TLS handshake for `https`, without asking for `http`. In plain
    /// text every request has a connection of its own where libcurl is older than 8.0, which
    /// cannot use one twice.
    case http2
}
