// Label sets as the text between the braces of a sample, escaped once and kept.
import Wire

enum LabelText {
    /// The value of every label of a family's overflow series.
    static let overflow = "_overflow"

    /// Renders `a="1",b="2"`. A label with an empty value is left out, which to Prometheus is the
    /// same series.
    static func render(names: [String], values: [String]) -> [UInt8] {
        precondition(names.count == values.count, "every label of a family needs its value")
        var text: [UInt8] = []
        for (name, value) in zip(names, values) where !value.isEmpty {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            text.append(utf8: name)
            text.append("=\"")
            appendEscaped(value, to: &text)
            text.append(UInt8(ascii: "\""))
        }
        return text
    }

    private static func appendEscaped(_ value: String, to text: inout [UInt8]) {
        var remaining = PrometheusLimits.labelValueBytes
        for scalar in value.unicodeScalars {
            let bytes = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            remaining -= bytes.count
            guard remaining >= 0 else { return }
            switch scalar {
            case "\\": text.append("\\\\")
            case "\"": text.append("\\\"")
            case "\n": text.append("\\n")
            default: text.append(contentsOf: bytes)
            }
        }
    }
}
