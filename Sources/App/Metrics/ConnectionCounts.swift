// Open connections, added up over the loops.
package import HTTPServer

/// Open connections at one moment, by what they wait for.
package struct ConnectionCounts: Sendable, Equatable {
    private var counts = [Int](repeating: 0, count: Phase.allCases.count)

    /// No connections.
    package init() {}

    /// Adds up the loops' own counts, which may be read between two of their changes.
    package init(_ loops: [LoopStatistics]) {
        for phase in Phase.allCases {
            self[phase] = max(0, loops.reduce(0) { $0 + $1.count(in: phase) })
        }
    }

    /// Connections that wait for this.
    package subscript(phase: Phase) -> Int {
        get { counts[phase.rawValue] }
        set { counts[phase.rawValue] = newValue }
    }
}
