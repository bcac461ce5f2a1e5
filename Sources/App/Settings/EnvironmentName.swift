// The name of a deployment environment. Three are known and have synonyms, since people, Railway
// and Sentry each spell them differently; every other name stands for itself.

/// A deployment environment: `development`, `staging`, `production`, or one of its own such as
/// `pr-12`.
package struct EnvironmentName: Hashable, Sendable, CustomStringConvertible {
    /// The longest name understood, in bytes.
    package static let maximumBytes = 64

    /// Where nothing names an environment.
    package static let development = EnvironmentName(canonical: "development")
    /// Where changes are tried.
    package static let staging = EnvironmentName(canonical: "staging")
    /// Where users are.
    package static let production = EnvironmentName(canonical: "production")
    /// The environments that have synonyms and that the guard recognises inside other names.
    package static let known = [development, staging, production]

    /// The canonical spelling, `[a-z0-9-]{1,64}`.
    package let text: String

    private init(canonical: String) {
        text = canonical
    }

    /// Reads a name in any case, surrounded by blanks or not; `nil` where it is not
    /// `[a-z0-9-]{1,64}`.
    package init?(_ given: String) {
        let text = given.trimmingBlanks().lowercased()
        guard (1...Self.maximumBytes).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
        else { return nil }
        self = Self.known(bySynonym: text) ?? EnvironmentName(canonical: text)
    }

    /// Whether it is one of the three that have synonyms.
    package var isKnown: Bool { Self.known.contains(self) }

    /// The name of its settings file, `.env.staging`.
    package var fileName: String { ".env." + text }

    /// The canonical spelling.
    package var description: String { text }

    /// Every spelling that is understood as this one, the canonical first.
    package var synonyms: [String] {
        Self.spellings.first { $0.0 == self }?.1 ?? [text]
    }

    private static let spellings: [(EnvironmentName, [String])] = [
        (production, ["production", "prod", "prd", "live"]),
        (staging, ["staging", "stage", "stg"]),
        (development, ["development", "dev", "local"]),
    ]

    private static func known(bySynonym text: String) -> EnvironmentName? {
        spellings.first { $0.1.contains(text) }?.0
    }
}
