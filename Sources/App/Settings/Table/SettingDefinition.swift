// One row of the table of all variables. The reader, `check`, the documents and the tests are all
// made from these rows, so that none of them can tell another story.

/// What a setting is about: a heading of the report and of the document.
package enum SettingGroup: String, CaseIterable, Hashable, Sendable {
    case environment, service, tracing, export, sampling, limits, sentry, store, providers
    case server, logging, `guard`, spool, railway
}

/// One setting: its variables and what may stand in them.
package struct SettingDefinition: Hashable, Sendable {
    /// How far a setting has come.
    package enum Use: Hashable, Sendable {
        /// It has an effect.
        case used
        /// It is read and validated, but nothing uses it yet.
        case notUsedYet
    }

    /// How the names of one setting stand to each other.
    package enum Names: Hashable, Sendable {
        /// They mean the same, so that two that differ deserve a warning.
        case aliases
        /// Each is a part, or more specific than the next, so that differing is ordinary.
        case parts
    }

    /// What it is, in two or three words.
    package let title: String
    /// The heading it stands under.
    package let group: SettingGroup
    /// The variables, the first being the one that counts inside a layer.
    package let names: [String]
    /// How the names stand to each other.
    package let relation: Names
    /// What may stand there, to follow "expected": `a whole number from 1 to 65535`.
    package let expects: String
    /// What a bare number counts: `s`, `ms`, `bytes`, or nothing.
    package let unit: String
    /// What holds where nothing is set, as the document says it.
    package let defaultText: String
    /// Whether its value must never be shown.
    package let isSecret: Bool
    /// Whether it has an effect yet.
    package let use: Use
    /// One line of help.
    package let help: String
}

/// A setting whose value is a `Value`.
struct Setting<Value: Sendable>: Sendable {
    let definition: SettingDefinition
    let fallback: Value
    let grammar: Grammar<Value>

    /// A setting that falls back to `fallback`, which the document shows unless `defaultText` does.
    init(
        _ group: SettingGroup, _ title: String, _ names: String..., grammar: Grammar<Value>,
        default fallback: Value, defaultText: String? = nil,
        relation: SettingDefinition.Names = .aliases, isSecret: Bool = false,
        use: SettingDefinition.Use = .used, help: String
    ) {
        self.fallback = fallback
        self.grammar = grammar
        definition = SettingDefinition(
            title: title, group: group, names: names, relation: relation,
            expects: grammar.expects, unit: grammar.unit,
            defaultText: defaultText ?? grammar.show(fallback),
            isSecret: isSecret, use: use, help: help)
    }
}

extension Setting {
    /// A setting that may be absent.
    init<Wrapped>(
        optional group: SettingGroup, _ title: String, _ names: String...,
        grammar: Grammar<Wrapped>, defaultText: String = "none",
        relation: SettingDefinition.Names = .aliases, isSecret: Bool = false,
        use: SettingDefinition.Use = .used, help: String
    ) where Value == Wrapped? {
        fallback = nil
        self.grammar = Grammar(
            grammar.expects, unit: grammar.unit, show: { $0.map(grammar.show) ?? "none" },
            parse: grammar.parse)
        definition = SettingDefinition(
            title: title, group: group, names: names, relation: relation,
            expects: grammar.expects, unit: grammar.unit,
            defaultText: defaultText, isSecret: isSecret, use: use,
            help: help)
    }
}
