// The tables of docs/configuration.md, made from the same rows that the reader reads by. A test
// holds the page to them.
import Health

/// The generated parts of docs/configuration.md, each between its two marks.
package enum ConfigurationPage {
    /// The page with every generated part replaced by what the rows say today.
    package static func updated(_ page: String) -> String {
        var text = page
        for group in SettingGroup.allCases {
            text = replacing(group.rawValue, in: text, with: table(group))
        }
        return replacing("built-in-providers", in: text, with: providers)
    }

    /// The names of all generated parts.
    package static let parts = SettingGroup.allCases.map(\.rawValue) + ["built-in-providers"]

    /// The mark before a generated part.
    package static func begin(_ part: String) -> String { "<!-- begin \(part) -->\n" }
    /// The mark after a generated part.
    package static func end(_ part: String) -> String { "<!-- end \(part) -->" }

    private static func replacing(_ part: String, in text: String, with table: String) -> String {
        guard let begin = text.firstRange(of: begin(part)),
            let end = text.firstRange(of: end(part)),
            begin.upperBound <= end.lowerBound
        else { return text }
        return text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: table)
    }

    private static func table(_ group: SettingGroup) -> String {
        let rows = SettingTable.all.filter { $0.group == group }.map { row in
            let names = row.names.map { "`\($0)`" }.joined(separator: "<br>")
            var notes = [row.help]
            if row.isSecret { notes.append("**Secret.**") }
            if row.use == .notUsedYet { notes.append("*Accepted, not used yet.*") }
            let unit = row.unit.isEmpty || !(row.defaultText.utf8.first?.isDigit ?? false)
            let value = row.defaultText + (unit ? "" : " \(row.unit)")
            return "| \(names) | \(row.expects) | \(value) | \(notes.joined(separator: " ")) |\n"
        }
        return "| variable | expected | default | what it does |\n|---|---|---|---|\n"
            + rows.joined()
    }

    private static var providers: String {
        let rows = ProviderRegistry.builtIn.providers.map { provider in
            let names = ([provider.name] + provider.aliases).map { "`\($0)`" }
            let probe = provider.probe.map { "`\($0.url)`" } ?? "none: evidence from the gateway"
            let key = provider.probe?.apiKeyVariable.map { "`\($0)`" } ?? "none"
            return "| \(names.joined(separator: ", ")) | \(probe) | \(key) |\n"
        }
        return "| provider | probed at | key |\n|---|---|---|\n" + rows.joined()
    }
}

extension String {
    fileprivate func replacingCharacters(
        in range: Range<String.Index>, with text: String
    ) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
