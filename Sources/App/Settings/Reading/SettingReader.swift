// Reads settings out of the layers by the table's rows and keeps what was found: the values with
// their places for the report, the problems and the warnings. A variable of the OpenTelemetry
// specification that cannot be understood is warned of and ignored, as the specification asks; any
// other is a problem.

/// What the report says about one setting.
package struct ReportedSetting: Hashable, Sendable {
    /// What can be shown of a value.
    package enum Value: Hashable, Sendable {
        case none
        case text(String)
        /// A secret of so many bytes.
        case secret(byteCount: Int)
    }

    /// The table's row.
    package let definition: SettingDefinition
    /// The variable that gave the value, or `nil` where it is the default.
    package let name: String?
    /// What can be shown of the value.
    package let value: Value
    /// Where it stood.
    package let source: SettingSource
}

struct SettingReader {
    let layers: Layers
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Warning] = []
    private(set) var report: [ReportedSetting] = []

    init(_ layers: Layers) {
        self.layers = layers
    }

    mutating func add(_ problem: Problem) { problems.append(problem) }
    mutating func add(_ warning: Warning) { warnings.append(warning) }

    /// The value of a setting, or its default where it is not set or not understood.
    mutating func read<Value>(_ setting: Setting<Value>) -> Value {
        let row = setting.definition
        var names = row.names
        while let found = find(row, among: names) {
            if let value = setting.grammar.parse(found.value) {
                if row.relation == .aliases { warnOfRivals(to: found, among: names) }
                let shown = setting.grammar.show(value).shown(at: 200)
                record(
                    row, found,
                    row.isSecret ? .secret(byteCount: found.value.utf8.count) : .text(shown))
                return value
            }
            refuse(found, row)
            // Why: a bad value of the specification's is as if it were not set, so that the general
            // name, or the other one, has its say.
            guard found.isSpecifications else { break }
            names.removeAll { $0 == found.name }
        }
        record(row, nil, .text(row.defaultText))
        return setting.fallback
    }

    /// What the layers say about a setting, under some of its names where not all count.
    mutating func find(_ row: SettingDefinition, among names: [String]? = nil) -> FoundValue? {
        guard let found = layers.first(of: names ?? row.names) else { return nil }
        return isResolved(found) ? found : nil
    }

    /// Whether a value is more than a reference that Railway has not resolved; a problem if not.
    mutating func isResolved(_ found: FoundValue) -> Bool {
        guard found.value.contains("${{") else { return true }
        add(
            Problem(
                name: found.place,
                sentence:
                    "\(found.place) holds a reference, ${{…}}, that Railway has not resolved.",
                remedy: "Correct the reference's service and variable name in Railway, "
                    + "or write the value out."))
        return false
    }

    /// Adds the report's line of a setting.
    mutating func record(
        _ row: SettingDefinition, _ found: FoundValue?, _ value: ReportedSetting.Value
    ) {
        report.append(
            ReportedSetting(
                definition: row, name: found?.name, value: value,
                source: found?.source ?? .builtIn))
    }

    /// A value that its row does not allow.
    mutating func refuse(_ found: FoundValue, _ row: SettingDefinition, expects: String? = nil) {
        let value = found.value.withoutCredentials
        let shown = row.isSecret ? "" : " \"\(value.shown(at: 80))\""
        let expected = expects ?? row.expects
        if found.isSpecifications {
            add(
                Warning(
                    name: found.place,
                    sentence: "\(found.place) is not understood and ignored\(shown.said); "
                        + "expected \(expected).",
                    remedy: "Correct or remove it."))
        } else {
            add(
                Problem(
                    name: found.place,
                    sentence:
                        "\(found.place) is not understood\(shown.said); expected \(expected).",
                    remedy: "Correct it, or remove it for the default, \(row.defaultText)."))
        }
    }

    private mutating func warnOfRivals(to used: FoundValue, among names: [String]) {
        for rival in layers.each(of: names) {
            // Why: what Railway injects is a fact about the deployment, nobody's second opinion.
            guard rival.name != used.name, rival.value != used.value,
                !rival.name.hasPrefix("RAILWAY_"), !used.name.hasPrefix("RAILWAY_")
            else { continue }
            warnOfRival(rival, used)
        }
    }

    /// Two names of one setting that differ.
    mutating func warnOfRival(_ rival: FoundValue, _ used: FoundValue) {
        add(
            Warning(
                name: rival.place,
                sentence: "\(used.place) and \(rival.place) differ; \(used.place) is used.",
                remedy: "Remove \(rival.place), or let both say the same."))
    }
}

extension String {
    fileprivate var said: String { isEmpty ? "" : ":" + self }
}
