// Names that are set but that nothing reads: a letter too few in a variable is how an environment
// silently runs on a default.

enum UnknownNames {
    private static let ownPrefixes = [
        "TEMPO_", "GRAFANA_TEMPO_", "SENTRY_", "SERVER_", "OTEL_", "GUARD_", "SPOOL_", "LOG_",
        "SQLITE_", "PROVIDERS_", "INGEST_", "SUPABASE_", "ENVIRONMENT_",
    ]

    /// From this length on a name of the process is suspected for one wrong letter alone: others'
    /// short names are too near to ours (`POST` to `PORT`).
    private static let telltaleLength = 7

    /// Every unknown name of the settings file, and those of the process that nearly are ours.
    static func warnings(
        _ choice: EnvironmentChoice, _ inputs: SettingsInputs, known: Set<String>
    ) -> [Warning] {
        func isKnown(_ name: String) -> Bool {
            SettingTable.byName[name] != nil || known.contains(name) || name.hasPrefix("RAILWAY_")
        }
        var found: [Warning] = []
        for entry in choice.file.entries where !isKnown(entry.name) {
            let place = "\(choice.fileName):\(entry.line)"
            found.append(warning(entry.name, at: place, nearest: nearest(to: entry.name)))
        }
        for name in inputs.process.keys.sorted() where !isKnown(name) {
            let isOwn = ownPrefixes.contains { name.hasPrefix($0) }
            guard isOwn || name.utf8.count >= telltaleLength,
                let nearest = nearest(to: name, atMost: isOwn ? 2 : 1)
            else { continue }
            found.append(warning(name, at: name, nearest: nearest))
        }
        return found
    }

    private static func warning(_ name: String, at place: String, nearest: String?) -> Warning {
        Warning(
            name: place, sentence: "\(name.shown(at: 80)) is not a setting of this program.",
            remedy: nearest.map { "Write \($0), if that is what is meant." }
                ?? "Remove it; docs/configuration.md lists what there is.")
    }

    /// The known name that is at most so many letters away.
    private static func nearest(to name: String, atMost letters: Int = 2) -> String? {
        let candidates = SettingTable.byName.keys.map { ($0, distance(name, $0)) }
        return candidates.filter { $0.1 <= letters }.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// The edits from one name to the other, with a swap of neighbours as one (optimal string
    /// alignment); large where the lengths alone differ by more than two.
    static func distance(_ one: String, _ other: String) -> Int {
        let (a, b) = (Array(one.utf8), Array(other.utf8))
        guard abs(a.count - b.count) <= 2 else { return 3 }
        var rows = [Array(0...b.count)]
        for i in 1...max(a.count, 1) where i <= a.count {
            var row = [i]
            for j in 1...max(b.count, 1) where j <= b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    best = min(best, rows[i - 2][j - 2] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
