// The store's report, written by its thread and read by any.
internal import Health
internal import Locking

/// The published report.
final class StoreReportBox: Sendable {
    private let value: Locked<StoreReport>

    init(_ report: StoreReport) {
        value = Locked(report)
    }

    /// The report as it is now.
    var current: StoreReport { value.withLock { $0 } }

    /// Changes the report; returns it where its state became another one.
    @discardableResult
    func update(_ change: @Sendable (inout StoreReport) -> Void) -> StoreReport? {
        value.withLock { report in
            let before = report.state
            change(&report)
            return report.state == before ? nil : report
        }
    }
}
