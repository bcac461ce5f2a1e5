// Every bound of the HTTP floor in one place; the contract's section 3 names the settings.
package import HTTPCore

/// What a server allows its clients.
package struct ServerLimits: Sendable {
    /// Request line, head and field count.
    package var head = HeadLimits()
    /// Connections at once, over all loops.
    package var connections = 16384
    /// From the first byte of a head to its last; also for a new connection's first byte.
    package var headerTimeout = Duration.seconds(10)
    /// For a whole request body.
    package var bodyTimeout = Duration.seconds(60)
    /// Bytes per second that a body must bring after the grace.
    package var bodyMinimumRate = 1024
    /// Between two requests of a connection.
    package var idleTimeout = Duration.seconds(75)
    /// Without any progress of a reply.
    package var writeTimeout = Duration.seconds(20)
    /// Bytes of a request body.
    package var body = 1_048_576
    /// Requests of one connection; 0 is no bound.
    package var requestsPerConnection = 10_000
    /// Age at which a connection is closed after its current reply.
    package var connectionAge = Duration.seconds(3600)

    /// Before the rate of a body is judged, and between two judgements.
    package static let bodyGrace = Duration.seconds(5)
    /// For a client to read an early reply and close.
    package static let lingerTimeout = Duration.seconds(1)
    /// Bytes that are read and thrown away while lingering.
    package static let lingerBytes = 262_144
    /// Requests of one connection that are served before the others have their turn.
    package static let requestsPerTurn = 16
    /// Bytes of reply after which a connection must be read by its client first.
    package static let outputHighWater = 65_536
    /// Bytes read from a socket at once; bounds what is kept of a connection's input.
    package static let readBuffer = 65_536
    /// Connections accepted in one turn.
    package static let acceptsPerTurn = 64
    /// How long accepting pauses when descriptors have run out.
    package static let acceptPause = Duration.milliseconds(100)
    /// Bytes of reply after which a loop gives back a larger output buffer.
    package static let keptOutput = 1_048_576

    /// The defaults of the contract.
    package init() {}
}
