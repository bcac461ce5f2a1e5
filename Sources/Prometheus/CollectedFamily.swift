// Families whose numbers live elsewhere and are read when somebody scrapes: the owner keeps its own
// books, and the scrape takes one snapshot of them, so that all families of it agree.
import Synchronization

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

/// Takes the samples of one collected family.
package struct SampleWriter: ~Copyable {
    private let frame: FamilyFrame
    private let labels: [String]
    private let maximumSeries: Int
    private(set) var page: [UInt8] = []
    private(set) var refused: UInt64 = 0
    private var written = 0

    init(frame: FamilyFrame, labels: [String], maximumSeries: Int) {
        self.frame = frame
        self.labels = labels
        self.maximumSeries = maximumSeries
    }

    /// Adds a sample; each set of label values once. Beyond the family's bound it is left out and
    /// counted.
    package mutating func sample(_ labelValues: [String] = [], _ value: Double) {
        add(labelValues, .real(value))
    }

    /// Adds a sample of a whole number.
    package mutating func sample(_ labelValues: [String] = [], _ value: UInt64) {
        add(labelValues, .whole(value))
    }

    /// Adds a sample of a whole number that may be negative.
    package mutating func sample(_ labelValues: [String] = [], _ value: Int) {
        add(labelValues, value < 0 ? .real(Double(value)) : .whole(UInt64(value)))
    }

    private mutating func add(_ labelValues: [String], _ value: SampleValue) {
        guard written < maximumSeries else {
            refused += 1
            return
        }
        if written == 0 { frame.appendHeader(to: &page) }
        written += 1
        frame.appendSample(
            labels: LabelText.render(names: labels, values: labelValues), value: value, to: &page)
    }
}

/// The families of one source, without the type of its snapshot.
final class CollectorGroup: Sendable {
    /// One family's place in the group and its own books.
    final class Member: Sendable {
        let description: MetricDescription
        let frame: FamilyFrame
        let refused = Atomic<UInt64>(0)

        init(_ description: MetricDescription) {
            self.description = description
            frame = FamilyFrame(description)
        }
    }

    let members: [Member]
    private let read: @Sendable ([Member]) -> [[UInt8]]

    init<Snapshot>(
        _ families: [CollectedFamily<Snapshot>], maximumSeries: Int,
        source: @escaping @Sendable () -> Snapshot
    ) {
        members = families.map { Member($0.description) }
        read = { members in
            let snapshot = source()
            return zip(families, members).map { family, member in
                var writer = SampleWriter(
                    frame: member.frame, labels: member.description.labels,
                    maximumSeries: maximumSeries)
                family.emit(snapshot, &writer)
                member.refused.wrappingAdd(writer.refused, ordering: .relaxed)
                return writer.page
            }
        }
    }

    /// Reads the source once and renders each member's part of the page.
    func collect() -> [[UInt8]] { read(members) }
}
