// Which environments a name bears: whole words between dots, hyphens and underscores, in any case,
// so that `production-db` bears one and `reproduction` none.

/// The words of a host or service name.
struct EnvironmentTokens {
    private let words: [String]

    init(splitting text: String) {
        words = text.lowercased().split { ".-_".contains($0) }.map(String.init)
    }

    /// The first other environment named, where the own one is not named as well.
    func foreign(to own: EnvironmentName) -> EnvironmentName? {
        bears(own) ? nil : words.lazy.compactMap(Self.environment).first { $0 != own }
    }

    private func bears(_ own: EnvironmentName) -> Bool {
        if words.contains(where: { Self.environment($0) == own }) { return true }
        let needle = own.text.split(separator: "-").map(String.init)
        guard !needle.isEmpty, words.count >= needle.count else { return false }
        return (0...(words.count - needle.count)).contains { start in
            words[start..<(start + needle.count)].elementsEqual(needle)
        }
    }

    private static func environment(_ word: String) -> EnvironmentName? {
        switch word {
        case "production", "prod", "prd": .production
        case "staging", "stage", "stg": .staging
        case "development", "dev": .development
        default: nil
        }
    }
}
