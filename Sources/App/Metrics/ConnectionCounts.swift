// Open connections, added up over the loops.
package import HTTPServer

/// Open connections at one moment.
package struct ConnectionCounts: Sendable, Equatable {
    /// Connections that read, handle or answer a request.
    package var active = 0
    /// Connections between two requests.
    package var idle = 0
    /// Connections that wait for the client to close.
    package var closing = 0

    /// No connections.
    package init() {}

    /// Adds up the loops' own counts, which may be read between two of their changes.
    package init(_ loops: [LoopStatistics]) {
        for loop in loops {
            idle += loop.waiting
            closing += loop.closing
            active += max(0, loop.open - loop.waiting - loop.closing)
        }
    }
}
