// All metrics of the process. Passed in by whoever needs it: there is no default one.
import Locking
import Synchronization

/// Families by name, and the page that shows them; callable from any thread.
package final class Registry: Sendable {
    private enum Entry: Sendable {
        case owned(any ExposedFamily)
        case collected(group: Int, member: Int, CollectorGroup.Member)

        var description: MetricDescription {
            switch self {
            case .owned(let family): family.description
            case .collected(_, _, let member): member.description
            }
        }
    }

    private struct Contents: Sendable {
        /// Sorted by name.
        var entries: [Entry] = []
        var groups: [CollectorGroup] = []
        /// Which family each sample name belongs to.
        var owners: [String: String] = [:]
    }

    private let contents = Locked(Contents())

    /// Makes a registry without families.
    package init() {}

    /// Registers a family, or returns it where the very same one is registered already.
    package func family<Kind: Instrument>(
        _ metric: Metric<Kind>, maximumSeries: Int = PrometheusLimits.series
    ) throws(RegistrationError) -> Family<Kind> {
        let description = metric.description
        try description.validate()
        return try contents.withLock { contents throws(RegistrationError) in
            let existing = contents.entries.first { $0.description.name == description.name }
            if case .owned(let family) = existing, family.description == description,
                let family = family as? Family<Kind>
            {
                return family
            }
            let family = Family<Kind>(description, maximumSeries: maximumSeries)
            try Self.add(.owned(family), to: &contents)
            return family
        }
    }

    /// Registers families that are read at each scrape from one snapshot of `source`, which runs on
    /// the scraping thread and must not block. All of them or none.
    package func collect<Snapshot>(
        _ families: [CollectedFamily<Snapshot>], maximumSeries: Int = PrometheusLimits.series,
        from source: @escaping @Sendable () -> Snapshot
    ) throws(RegistrationError) {
        for family in families { try family.description.validate() }
        let group = CollectorGroup(families, maximumSeries: maximumSeries, source: source)
        try contents.withLock { contents throws(RegistrationError) in
            var changed = contents
            for (index, member) in group.members.enumerated() {
                let entry = Entry.collected(
                    group: contents.groups.count, member: index, member)
                try Self.add(entry, to: &changed)
            }
            changed.groups.append(group)
            contents = changed
        }
    }

    private static func add(
        _ entry: Entry, to contents: inout Contents
    ) throws(RegistrationError) {
        let description = entry.description
        for name in description.sampleNames {
            if let owner = contents.owners[name] {
                throw .conflict(description.name, with: owner)
            }
        }
        guard contents.entries.count < PrometheusLimits.families else {
            throw .tooManyFamilies(description.name)
        }
        for name in description.sampleNames { contents.owners[name] = description.name }
        let index =
            contents.entries.firstIndex { $0.description.name > description.name }
            ?? contents.entries.endIndex
        contents.entries.insert(entry, at: index)
    }

    /// Appends the page in text format 0.0.4: families by name, series by label text, a newline at
    /// the end. Reads every source; takes no lock while it renders.
    package func append(to page: inout [UInt8]) {
        let contents = contents.withLock { $0 }
        let collected = contents.groups.map { $0.collect() }
        for entry in contents.entries {
            switch entry {
            case .owned(let family): family.append(to: &page)
            case .collected(let group, let member, _):
                page.append(contentsOf: collected[group][member])
            }
        }
    }

    /// For each family that has refused series, how often: for a family that shows it.
    package func refusedSeries() -> [(family: String, count: UInt64)] {
        contents.withLock { $0.entries }.compactMap { entry in
            let count =
                switch entry {
                case .owned(let family): family.refusedSeries
                case .collected(_, _, let member): member.refused.load(ordering: .relaxed)
                }
            return count > 0 ? (entry.description.name, count) : nil
        }
    }
}
