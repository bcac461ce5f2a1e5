// Rule 3: Sentry is told the same environment.

/// Refuses a `SENTRY_ENVIRONMENT` that names another environment; synonyms are equal.
enum SentryEnvironmentRule {
    static func problems(_ facts: GuardFacts) -> [Problem] {
        guard let text = facts.sentryEnvironment, EnvironmentName(text) != facts.environment else {
            return []
        }
        return [
            Problem(
                rule: .sentryEnvironment, name: "SENTRY_ENVIRONMENT",
                sentence: "SENTRY_ENVIRONMENT says \(text.shown(at: 64)), "
                    + "but the environment is \(facts.environment).",
                remedy: "Set SENTRY_ENVIRONMENT=\(facts.environment), or remove it.")
        ]
    }
}
