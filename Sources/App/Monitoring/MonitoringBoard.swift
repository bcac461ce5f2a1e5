// A board with its bodies already written, so that a request is answered by copying bytes.
// Immutable; made on the monitor's thread, read on every other without a lock.
package import HTTPServer
package import Health

/// The health of every provider, and the JSON of every route that shows it.
package struct MonitoringBoard: Sendable {
    /// The snapshot that the bodies show.
    package let health: HealthBoard
    private let rows: [[UInt8]]
    private let pages: [Snapshot]
    private let scores: Snapshot
    private let knownScores: Snapshot
    private let details: Snapshot
    private let knownDetails: Snapshot

    /// Writes the bodies of a board; rows that did not change are taken over from the last one.
    package init(_ health: HealthBoard, changed: [ProviderID]? = nil, since last: Self? = nil) {
        self.health = health
        var rows = last?.rows ?? []
        var pages = last?.pages ?? []
        if let changed, !rows.isEmpty {
            for id in changed {
                rows[id.index] = MonitoringBodies.row(id, of: health)
                pages[id.index] = Snapshot(rows[id.index] + [0x0A])
            }
        } else {
            rows = health.registry.ids.map { MonitoringBodies.row($0, of: health) }
            pages = rows.map { Snapshot($0 + [0x0A]) }
        }
        self.rows = rows
        self.pages = pages
        scores = Snapshot(MonitoringBodies.scores(of: health, omittingUnknown: false))
        knownScores = Snapshot(MonitoringBodies.scores(of: health, omittingUnknown: true))
        details = Snapshot(MonitoringBodies.list(rows))
        let known = zip(rows, health.providers).filter { $0.1.score != nil }.map(\.0)
        knownDetails = Snapshot(MonitoringBodies.list(known))
    }

    /// The body of `GET /api/monitoring/health`.
    package func list(_ query: ListQuery) -> Snapshot {
        switch (query.isDetailed, query.omitsUnknown) {
        case (false, false): scores
        case (false, true): knownScores
        case (true, false): details
        case (true, true): knownDetails
        }
    }

    /// The body of `GET /api/monitoring/health/{provider}`.
    package func page(of id: ProviderID) -> Snapshot { pages[id.index] }

    /// Appends the body of `GET /api/monitoring/errors/{provider}`, the newest `limit` errors.
    package func appendErrors(_ id: ProviderID, limit: Int, into body: inout [UInt8]) {
        MonitoringBodies.appendErrors(
            health[id].errors, of: health.registry[id].name, limit: limit, into: &body)
    }
}
