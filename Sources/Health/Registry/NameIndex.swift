// Names and aliases to providers, looked up with the bytes of a request path.
// Pure; a look-up neither allocates nor hashes: a binary search over one flat block of bytes.

/// A sorted table of every name and alias of a registry.
struct NameIndex: Sendable {
    private struct Entry {
        var start: Int
        var length: Int
        var provider: Int
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    /// Sorts the names of rows whose names are known to be distinct.
    init(_ providers: [Provider]) {
        var rows: [(name: [UInt8], provider: Int)] = []
        for (place, provider) in providers.enumerated() {
            for name in [provider.name] + provider.aliases {
                rows.append((Array(name.utf8), place))
            }
        }
        rows.sort { $0.name.lexicographicallyPrecedes($1.name) }
        for row in rows {
            entries.append(
                Entry(start: bytes.count, length: row.name.count, provider: row.provider))
            bytes += row.name
        }
    }

    /// The provider of exactly these bytes, if any.
    func find(_ name: Span<UInt8>) -> ProviderID? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            let order = compare(name, entries[middle])
            if order == 0 { return ProviderID(index: entries[middle].provider) }
            if order < 0 { high = middle } else { low = middle + 1 }
        }
        return nil
    }

    private func compare(_ name: Span<UInt8>, _ entry: Entry) -> Int {
        for offset in 0..<min(name.count, entry.length) {
            let difference = Int(name[offset]) - Int(bytes[entry.start + offset])
            if difference != 0 { return difference }
        }
        return name.count - entry.length
    }
}
