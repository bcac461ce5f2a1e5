// The report of `check` for machines: one object, the same shape for one environment and for all.
import Wire

enum CheckJSON {
    static func text(_ report: CheckReport, showsRailwayCommand: Bool) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.key("ok")
        json.boolean(report.isGood)
        json.key("environments")
        json.beginArray()
        for checked in report.environments {
            write(checked, showsRailwayCommand: showsRailwayCommand, to: &json)
        }
        json.endArray()
        json.key("comparison")
        json.beginObject()
        json.key("problems")
        write(report.comparisonProblems, to: &json)
        json.key("notes")
        json.beginArray()
        for note in report.notes { json.string(note) }
        json.endArray()
        json.endObject()
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self) + "\n"
    }

    private static func write(
        _ checked: CheckedEnvironment, showsRailwayCommand: Bool, to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("environment")
        json.string(checked.environment.text)
        json.key("file")
        json.beginObject()
        json.key("name")
        json.string(checked.loaded.file.name)
        json.key("present")
        json.boolean(checked.loaded.file.isPresent)
        json.endObject()
        json.key("process_read")
        json.boolean(checked.readsProcess)
        json.key("settings")
        json.beginArray()
        for line in checked.loaded.report { write(line, to: &json) }
        json.endArray()
        json.key("problems")
        write(checked.problems, to: &json)
        json.key("warnings")
        json.beginArray()
        for warning in checked.warnings { write(warning, to: &json) }
        json.endArray()
        if showsRailwayCommand {
            json.key("railway_command")
            json.string(RailwayAdvice.command(checked.loaded))
        }
        json.endObject()
    }

    private static func write(_ line: ReportedSetting, to json: inout JSONWriter) {
        json.beginObject()
        json.key("group")
        json.string(line.definition.group.rawValue)
        json.key("setting")
        json.string(line.definition.title)
        json.key("variable")
        if let name = line.name { json.string(name) } else { json.null() }
        json.key("value")
        switch line.value {
        case .none, .secret: json.null()
        case .text(let text): json.string(text)
        }
        json.key("unit")
        if line.definition.unit.isEmpty { json.null() } else { json.string(line.definition.unit) }
        json.key("secret")
        json.boolean(line.definition.isSecret)
        if case .secret(let count) = line.value {
            json.key("bytes")
            json.integer(count)
        }
        json.key("source")
        json.string(line.source.description)
        json.key("used")
        json.boolean(line.definition.use == .used)
        json.endObject()
    }

    private static func write(_ problems: [Problem], to json: inout JSONWriter) {
        json.beginArray()
        for problem in problems {
            json.beginObject()
            json.key("rule")
            if let rule = problem.rule { json.string(rule.label) } else { json.null() }
            json.members(
                name: problem.name, sentence: problem.sentence, remedy: problem.remedy)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ warning: Warning, to json: inout JSONWriter) {
        json.beginObject()
        json.members(name: warning.name, sentence: warning.sentence, remedy: warning.remedy)
        json.endObject()
    }
}
