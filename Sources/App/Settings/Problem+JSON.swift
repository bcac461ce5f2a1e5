// What a problem and a warning say, as members of a JSON object: the same names in every report.
import Wire

extension JSONWriter {
    /// Writes the three members that every finding has.
    mutating func members(name: String, sentence: String, remedy: String) {
        key("name")
        string(name)
        key("sentence")
        string(sentence)
        key("remedy")
        string(remedy)
    }
}
