// A board with its bodies already written, so that a request is answered by copying bytes.
// Immutable; made on the monitor's thread, read on every other without a lock.
import HTTPCore
package import HTTPServer
package import Health

/// The health of every provider, and the JSON of every route that shows it.
@safe
package final class MonitoringBoard: Sendable {
    /// The snapshot that the bodies show.
    package let health: HealthBoard
    private let rows: [[UInt8]]
    private let pages: [Snapshot]
    // Why: what a request takes from here is good for as long as the board is, so that nothing
    // need be counted; `pages` holds the references.
    private let pagesInUse: [Unmanaged<Snapshot>]
    private let scores: Snapshot
    private let knownScores: Snapshot
    private let details: Snapshot
    private let knownDetails: Snapshot

    /// Writes the bodies of a board; rows that did not change are taken over from the last one.
    package init(
        _ health: HealthBoard, changed: [ProviderID]? = nil, since last: MonitoringBoard? = nil
    ) {
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
        unsafe pagesInUse = pages.map { unsafe Unmanaged.passUnretained($0) }
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

    /// Answers `GET /api/monitoring/health/{provider}`.
    func send(
        _ id: ProviderID, to request: borrowing Request, _ response: inout ResponseWriter
    ) {
        unsafe pagesInUse[id.index]._withUnsafeGuaranteedRef { response.send($0, to: request) }
    }

    /// The provider that these bytes of a path name.
    func find(_ slice: Slice, of request: borrowing Request) -> ProviderID? {
        request.withBytes { health.registry.find($0.extracting(slice.start..<slice.end)) }
    }

    /// Appends the body of `GET /api/monitoring/errors/{provider}`, the newest `limit` errors.
    package func appendErrors(_ id: ProviderID, limit: Int, into body: inout [UInt8]) {
        MonitoringBodies.appendErrors(
            health[id].errors, of: health.registry[id].name, limit: limit, into: &body)
    }
}
