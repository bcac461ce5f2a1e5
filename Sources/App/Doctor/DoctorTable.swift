// The report of `doctor` as text for people.

enum DoctorTable {
    /// The whole report.
    static func text(_ report: DoctorReport) -> String {
        var text = report.environments.map(section).joined()
        text += matrix(report.matrix)
        if !report.comparisonProblems.isEmpty {
            text += "the files against each other:\n"
            text += ProblemText.list(report.comparisonProblems) + "\n"
        }
        return text + (report.isGood ? "doctor: passed\n" : "doctor: FAILED\n")
    }

    private static func section(_ examined: ExaminedEnvironment) -> String {
        let checked = examined.checked
        var text = "environment \(checked.environment), \(checked.origin)\n\n"
        for step in examined.steps {
            text +=
                "  \(padded(step.name.title, 15)) \(padded(step.outcome.word, 8)) "
                + step.detail.printable + "\n"
            if let remedy = step.remedy {
                text += String(repeating: " ", count: 18) + "-> \(remedy.printable)\n"
            }
        }
        return text + "\n"
    }

    /// The canaries: a row for each that was sent, a column for each Tempo that was asked.
    static func matrix(_ matrix: CanaryMatrix) -> String {
        let heads = matrix.parties.map { "in \($0.environment)'s" }
        let rows = matrix.parties.map { "from \($0.environment)" }
        let first = (rows.map(\.count).max() ?? 0) + 2
        let widths = heads.indices.map { column in
            ([heads[column].count] + matrix.cells.map { $0[column].word.count }).max() ?? 0
        }
        let columns = { (words: [String]) in
            zip(words, widths).map { padded($0, $1 + 2) }.joined()
        }
        var text = "canary: one trace of each environment, looked up in every Tempo\n\n"
        text += trimmed("  \(padded("", first))\(columns(heads))")
        for (row, cells) in zip(rows, matrix.cells) {
            text += trimmed("  \(padded(row, first))\(columns(cells.map(\.word)))")
        }
        return text + "\n" + ProblemText.list(matrix.findings)
            + (matrix.findings.isEmpty ? "" : "\n")
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
