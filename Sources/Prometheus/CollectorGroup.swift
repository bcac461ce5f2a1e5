// The families that share a source: it is read once for all of them, on the scraping thread.
import Synchronization

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
