// Problems and warnings as text for people: numbered, each with its remedy on a line of its own.

/// Writes problems and warnings.
package enum ProblemText {
    /// What is said on standard error when the start is refused.
    package static func refusal(environment: EnvironmentName, problems: [Problem]) -> String {
        let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
        return "gatewayz-api: start refused, \(count) (environment \(environment))\n"
            + list(problems)
    }

    /// One line each for the problem and its remedy.
    package static func list(_ problems: [Problem]) -> String {
        problems.enumerated().map { index, problem in
            let rule = problem.rule.map { " [guard rule \($0.rawValue)]" } ?? ""
            return
                "  \(index + 1). \(problem.name.printable)\(rule): \(problem.sentence.printable)\n"
                + "     -> \(problem.remedy.printable)\n"
        }.joined()
    }

    /// One line each for the warning and its remedy.
    package static func list(_ warnings: [Warning]) -> String {
        warnings.map { warning in
            "  - \(warning.name.printable): \(warning.sentence.printable)\n"
                + "     -> \(warning.remedy.printable)\n"
        }.joined()
    }
}
