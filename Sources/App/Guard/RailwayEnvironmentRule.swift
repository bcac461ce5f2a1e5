// Rule 2: a Railway environment with the name of a known one is that one.

/// Refuses to run as one environment inside the Railway environment that bears another's name.
enum RailwayEnvironmentRule {
    static func problems(_ facts: GuardFacts) -> [Problem] {
        guard let text = facts.railwayEnvironment, let railway = EnvironmentName(text),
            railway.isKnown, railway != facts.environment,
            facts.allowedRailwayEnvironment.flatMap(EnvironmentName.init) != railway
        else { return [] }
        return [
            Problem(
                rule: .railwayEnvironment, name: "RAILWAY_ENVIRONMENT_NAME",
                sentence: "The service runs as \(facts.environment) "
                    + "in the Railway environment \(text.shown(at: 64)).",
                remedy: "Set APP_ENV=\(railway) there, or, where the project of this environment "
                    + "really has that name, GUARD_RAILWAY_ENVIRONMENT=\(railway).")
        ]
    }
}
