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
    /// Before the rate of a body is judged; no setting.
    package var bodyGrace = Duration.seconds(5)
    /// Between two requests of a connection.
    package var idleTimeout = Duration.seconds(75)
    /// Without any progress of a reply.
    package var writeTimeout = Duration.seconds(20)
    /// Bytes of a request body.
    package var body = 1_048_576
    /// Requests of one connection; 0 is no bound.
    package var requestsPerConnection = 10_000
    /// Age at which a connection is closed after its current reply, give or take a tenth.
    package var connectionAge = Duration.seconds(3600)
    /// How long a request may have waited for its loop once that loop is overloaded.
    package var shedLag = Duration.milliseconds(50)

    /// Between two judgements of a slow body; so far can its absolute deadline be overrun.
    package static let bodyJudgement = Duration.seconds(1)
    /// How long a loop must lag before it sheds.
    package static let shedPatience = Duration.milliseconds(100)
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
    /// Events taken from the kernel in one turn of a loop.
    package static let eventsPerTurn = 16_384
    /// Waits of one kind that are ended in one turn of a loop.
    package static let expiriesPerTurn = 64
    /// Connections accepted in one turn.
    package static let acceptsPerTurn = 64
    /// How long accepting pauses when descriptors or places have run out.
    package static let acceptPause = Duration.milliseconds(100)
    /// Replies to connections beyond the cap, per second and as a burst.
    package static let refusalsPerSecond = 100
    /// Connections beyond the cap that are given time to read their refusal.
    package static let refusedAtOnce = 32
    /// Idle connections that are looked at to find one that can be given up.
    package static let reclaimTries = 8
    /// How long a connection that has sent nothing yet is spared when places have run out.
    package static let reclaimGrace = Duration.seconds(1)
    /// For a loop to end once it was told to stop hard; a handler that blocks is left behind.
    package static let stopGrace = Duration.milliseconds(500)
    /// Bytes of reply after which a loop gives back a larger output buffer.
    package static let keptOutput = 1_048_576

    /// The defaults of the contract.
    package init() {}
}
