// Rule 1: whatever names the environment names the same one.

/// Refuses `APP_ENV`, `ENVIRONMENT` and the settings file naming different environments.
enum EnvironmentNamesRule {
    static func problems(_ facts: GuardFacts) -> [Problem] {
        let first = facts.environmentNames.first { EnvironmentName($0.value) == facts.environment }
        let witness =
            first.map { "\($0.name) says \($0.value)" }
            ?? "the environment is \(facts.environment)"
        return facts.environmentNames.compactMap { named in
            guard EnvironmentName(named.value) != facts.environment else { return nil }
            return Problem(
                rule: .environmentNames, name: named.name,
                sentence: "\(named.name) says \(named.value.shown(at: 64)), but \(witness).",
                remedy: "Let both name the same environment, or remove \(named.name).")
        }
    }
}
