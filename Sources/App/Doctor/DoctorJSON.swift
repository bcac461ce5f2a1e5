// The report of `doctor` for machines: one object, the same shape for one environment and for all.
import Wire

enum DoctorJSON {
    static func text(_ report: DoctorReport) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.key("ok")
        json.boolean(report.isGood)
        json.key("environments")
        json.beginArray()
        for examined in report.environments { write(examined, to: &json) }
        json.endArray()
        json.key("canary")
        write(report.matrix, to: &json)
        json.key("comparison")
        json.beginObject()
        json.key("problems")
        write(report.comparisonProblems, to: &json)
        json.endObject()
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self) + "\n"
    }

    private static func write(_ examined: ExaminedEnvironment, to json: inout JSONWriter) {
        json.beginObject()
        json.key("environment")
        json.string(examined.checked.environment.text)
        json.key("process_read")
        json.boolean(examined.checked.readsProcess)
        json.key("steps")
        json.beginArray()
        for step in examined.steps {
            json.beginObject()
            json.key("step")
            json.string(step.name.rawValue)
            json.key("outcome")
            json.string(step.outcome.rawValue)
            json.key("detail")
            json.string(step.detail)
            json.key("remedy")
            write(step.remedy, to: &json)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    private static func write(_ matrix: CanaryMatrix, to json: inout JSONWriter) {
        json.beginObject()
        json.key("ok")
        json.boolean(matrix.isGreen)
        json.key("environments")
        json.beginArray()
        for party in matrix.parties { write(party, to: &json) }
        json.endArray()
        json.key("cells")
        json.beginArray()
        for (from, cells) in zip(matrix.parties, matrix.cells) {
            for (found, cell) in zip(matrix.parties, cells) {
                write(from.environment, found.environment, cell, to: &json)
            }
        }
        json.endArray()
        json.key("problems")
        write(matrix.findings, to: &json)
        json.endObject()
    }

    private static func write(_ party: CanaryMatrix.Party, to json: inout JSONWriter) {
        json.beginObject()
        json.key("environment")
        json.string(party.environment.text)
        json.key("endpoint")
        write(party.endpoint, to: &json)
        json.key("query")
        write(party.query, to: &json)
        json.key("trace_id")
        write(party.traceID, to: &json)
        json.key("not_sent")
        write(party.notSent, to: &json)
        json.endObject()
    }

    private static func write(
        _ from: EnvironmentName, _ place: EnvironmentName, _ cell: CanaryCell,
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("from")
        json.string(from.text)
        json.key("in")
        json.string(place.text)
        json.key("result")
        switch cell {
        case .found, .absent: json.string(cell.word)
        case .unreachable(let reason):
            json.string("unreachable")
            json.key("reason")
            json.string(reason)
        }
        json.endObject()
    }

    private static func write(_ problems: [Problem], to json: inout JSONWriter) {
        json.beginArray()
        for problem in problems {
            json.beginObject()
            json.members(
                name: problem.name, sentence: problem.sentence, remedy: problem.remedy)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ text: String?, to json: inout JSONWriter) {
        if let text { json.string(text) } else { json.null() }
    }
}
