// Families whose numbers live elsewhere and are read when somebody scrapes: the owner keeps its own
// books, and the scrape takes one snapshot of them, so that all families of it agree.

/// One metric that is read off a snapshot.
package struct CollectedFamily<Snapshot>: Sendable {
    let description: MetricDescription
    let emit: @Sendable (Snapshot, inout SampleWriter) -> Void

    /// Ties a counter or gauge to what it says of a snapshot; runs on the scraping thread.
    package init<Kind: ScalarInstrument>(
        _ metric: Metric<Kind>, emit: @escaping @Sendable (Snapshot, inout SampleWriter) -> Void
    ) {
        description = metric.description
        self.emit = emit
    }
}
