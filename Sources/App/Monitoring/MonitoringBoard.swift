// A board with its bodies already written, so that a request is answered by copying bytes.
// Immutable; made on the monitor's thread, read on every other without a lock.
package import Health

/// The health of every provider, and the JSON of every route that shows it.
package struct MonitoringBoard: Sendable {
    /// The snapshot that the bodies show.
    package let health: HealthBoard
    private let rows: [[UInt8]]
    private let scores: [UInt8]
    private let knownScores: [UInt8]
    private let details: [UInt8]
    private let knownDetails: [UInt8]

    /// Writes the bodies of a board; rows that did not change are taken over from the last one.
    package init(_ health: HealthBoard, changed: [ProviderID]? = nil, since last: Self? = nil) {
        self.health = health
        var rows = last?.rows ?? []
        if let changed, !rows.isEmpty {
            for id in changed { rows[id.index] = MonitoringBodies.row(id, of: health) }
        } else {
            rows = health.registry.ids.map { MonitoringBodies.row($0, of: health) }
        }
        self.rows = rows
        scores = MonitoringBodies.scores(of: health, omittingUnknown: false)
        knownScores = MonitoringBodies.scores(of: health, omittingUnknown: true)
        details = MonitoringBodies.list(rows)
        knownDetails = MonitoringBodies.list(
            zip(rows, health.providers).filter { $0.1.score != nil }.map(\.0))
    }

    /// Appends the body of `GET /api/monitoring/health`.
    package func appendList(_ query: ListQuery, into body: inout [UInt8]) {
        switch (query.isDetailed, query.omitsUnknown) {
        case (false, false): body += scores
        case (false, true): body += knownScores
        case (true, false): body += details
        case (true, true): body += knownDetails
        }
    }

    /// Appends the body of `GET /api/monitoring/health/{provider}`.
    package func appendProvider(_ id: ProviderID, into body: inout [UInt8]) {
        body += rows[id.index]
        body.append(0x0A)
    }

    /// Appends the body of `GET /api/monitoring/errors/{provider}`, the newest `limit` errors.
    package func appendErrors(_ id: ProviderID, limit: Int, into body: inout [UInt8]) {
        MonitoringBodies.appendErrors(
            health[id].errors, of: health.registry[id].name, limit: limit, into: &body)
    }
}
