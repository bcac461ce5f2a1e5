// What is wrong with a registry, said so that the one who wrote it can mend it.
// Pure.

/// One mistake in a registry.
package struct RegistryProblem: Sendable, Equatable, CustomStringConvertible {
    /// The key as a path into the providers file: `providers[2].probe.url`.
    package var key: String
    /// What is wrong with it and what would be right, a predicate that follows the key.
    package var complaint: String

    /// Names a mistake.
    package init(key: String, complaint: String) {
        self.key = key
        self.complaint = complaint
    }

    /// The whole sentence: `providers[2].name "Groq" must be 1 to 64 of a-z, 0-9 and -.`
    package var description: String { "\(key) \(complaint)." }
}

/// A registry that was refused, with every mistake in it and not just the first.
package struct RegistryRefusal: Error, Equatable, CustomStringConvertible {
    /// The mistakes, in the order of the file; never empty.
    package let problems: [RegistryProblem]

    /// Refuses a registry for at least one mistake.
    package init(problems: [RegistryProblem]) {
        precondition(!problems.isEmpty, "a refusal without a problem would explain nothing")
        self.problems = problems
    }

    /// The problems, one a line.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
