// The report of `check` as text for people: a table under headings, then what is wrong.

enum CheckTable {
    static func text(_ report: CheckReport, showsRailwayCommand: Bool) -> String {
        var text = ""
        for checked in report.environments {
            text += section(checked)
            if showsRailwayCommand { text += RailwayAdvice.command(checked.loaded) + "\n\n" }
        }
        if !report.comparisonProblems.isEmpty {
            text += "the files against each other: \(count(report.comparisonProblems.count))\n"
            text += ProblemText.list(report.comparisonProblems) + "\n"
        }
        for note in report.notes { text += "note: \(note)\n" }
        return text + (report.isGood ? "check: passed\n" : "check: FAILED\n")
    }

    private static func section(_ checked: CheckedEnvironment) -> String {
        var text = "environment \(checked.environment), \(checked.origin)\n"
        for group in SettingGroup.allCases {
            let lines = checked.loaded.report.filter { $0.definition.group == group }
            let shown = lines.filter { group != .railway || $0.name != nil }
            guard !shown.isEmpty else { continue }
            text += "\n  \(group.rawValue)\n"
            for line in shown { text += row(line) }
        }
        text += "\n  problems: \(checked.problems.isEmpty ? "none" : "")\n"
        text += ProblemText.list(checked.problems)
        text += "  warnings: \(checked.warnings.isEmpty ? "none" : "")\n"
        text += ProblemText.list(checked.warnings)
        return text + "\n"
    }

    private static func row(_ line: ReportedSetting) -> String {
        let value =
            switch line.value {
            case .none: "none"
            case .text(let text): text.isEmpty ? "none" : withUnit(text, line.definition.unit)
            case .secret(let count): "set, \(count) bytes, not shown"
            }
        var source = line.name.map { "\(line.source) \($0)" } ?? "default"
        if case .commandLine(let option) = line.source { source = option }
        if line.definition.use == .notUsedYet, line.name != nil {
            source += " (accepted, not used yet)"
        }
        return "    \(padded(line.definition.title, 24)) \(padded(value, 44)) \(source)\n"
    }

    private static func withUnit(_ text: String, _ unit: String) -> String {
        let isNumber = text.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
        return unit.isEmpty || !isNumber ? text : "\(text) \(unit)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }

    private static func count(_ problems: Int) -> String {
        problems == 1 ? "1 problem" : "\(problems) problems"
    }
}
