// What is wrong with the given configuration, in words that an operator can act on.
// Problems stop the start (exit 78) or, for those of the guard, block tracing; warnings are said.
// Neither may ever carry the text of a secret.

/// One reason why the given configuration is refused, with what to do about it.
package struct Problem: Hashable, Sendable {
    /// The guard's rule that found it, or `nil` where a value or a file could not be understood.
    package let rule: GuardRule?
    /// What it is about: a variable, an option, or a place such as `.env.staging:3:7`.
    package let name: String
    /// What is wrong, as one sentence.
    package let sentence: String
    /// What to do, as one sentence.
    package let remedy: String

    /// A problem of a value or file, or of the guard where `rule` is given.
    package init(rule: GuardRule? = nil, name: String, sentence: String, remedy: String) {
        self.rule = rule
        self.name = name
        self.sentence = sentence
        self.remedy = remedy
    }
}

/// Something that works but is probably not meant, with what to do about it.
package struct Warning: Hashable, Sendable {
    /// What it is about: a variable, an option or a place in a file.
    package let name: String
    /// What was seen and what is done about it, as one sentence.
    package let sentence: String
    /// How to make the warning go away, as one sentence.
    package let remedy: String

    /// A warning about `name`.
    package init(name: String, sentence: String, remedy: String) {
        self.name = name
        self.sentence = sentence
        self.remedy = remedy
    }
}
