// The guard: two environments never share a Tempo by a mistake that can be seen from inside.
// Pure, offline and deterministic, so that a restart is never newly refused.

/// What to do when a rule is broken, `ENVIRONMENT_GUARD`.
package enum GuardMode: String, CaseIterable, Hashable, Sendable {
    /// The start is refused.
    case refuse
    /// The service starts and exports nothing.
    case block
}

/// What the guard says.
package enum GuardVerdict: Hashable, Sendable {
    /// Every rule is kept.
    case clear
    /// The start is refused.
    case refused([Problem])
    /// The service may start but must export nothing.
    case blocked([Problem])

    /// What was found; none where the verdict is clear.
    package var problems: [Problem] {
        switch self {
        case .clear: []
        case .refused(let problems), .blocked(let problems): problems
        }
    }

    /// Whether error events may leave: not under a name of the environment that another one
    /// contradicts, nor with a key that strangers could read on its way.
    var allowsSentry: Bool {
        let contradictions: [GuardRule] = [
            .environmentNames, .railwayEnvironment, .sentryEnvironment,
        ]
        return problems.allSatisfy { problem in
            !contradictions.contains { $0 == problem.rule }
                && problem.name != GuardFacts.sentryKey
        }
    }

    /// How many problems each rule found, every rule named by its label: for the metric.
    package var problemCounts: [(rule: String, count: Int)] {
        GuardRule.allCases.map { rule in (rule.label, problems.count { $0.rule == rule }) }
    }

    /// Why nothing is exported, as one line without secrets, or `nil` where the verdict is clear.
    package var reason: String? {
        guard let first = problems.first else { return nil }
        let others = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
        return "environment guard: \(first.name): \(first.sentence)\(others)"
    }
}

/// The seven rules together.
package enum EnvironmentGuard {
    /// Judges the facts by every rule, in the rules' order.
    package static func problems(_ facts: GuardFacts) -> [Problem] {
        GuardRule.allCases.flatMap { rule in
            switch rule {
            case .environmentNames: EnvironmentNamesRule.problems(facts)
            case .railwayEnvironment: RailwayEnvironmentRule.problems(facts)
            case .sentryEnvironment: SentryEnvironmentRule.problems(facts)
            case .foreignName: ForeignNameRule.problems(facts)
            case .foreignEndpoint: ForeignEndpointRule.problems(facts)
            case .wrongEndpoint: WrongEndpointRule.problems(facts)
            case .plainCredential: PlainCredentialRule.problems(facts)
            }
        }
    }

    /// The verdict on the facts.
    package static func verdict(_ facts: GuardFacts, mode: GuardMode) -> GuardVerdict {
        let problems = problems(facts)
        if problems.isEmpty { return .clear }
        return mode == .block ? .blocked(problems) : .refused(problems)
    }
}
