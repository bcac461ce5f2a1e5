// The bounds of one transfer thread.
// Any thread.

/// What a transfer thread takes at most.
package struct TransferLimits: Equatable, Sendable {
    /// Requests waiting or running; one more is refused at once.
    package var maximumTransfers = 1024
    /// Connections open at a time; further transfers wait for one inside their own timeout.
    package var maximumConnections = 256
    /// Connections kept open for reuse.
    package var maximumIdleConnections = 64
    /// Idle easy handles kept for reuse, some 6 KiB each.
    package var maximumIdleHandles = 64
    /// Seconds after which a connection is not used again, so that a load balancer can rebalance.
    package var connectionLifetimeSeconds = 300
    /// Bytes of all header lines of one response.
    package var maximumResponseHeaderBytes = 65_536
    /// Header fields of one request.
    package var maximumRequestHeaders = 64
    /// Bytes of a request's URL.
    package var maximumURLBytes = 8_192

    /// The defaults above.
    package init() {}
}
