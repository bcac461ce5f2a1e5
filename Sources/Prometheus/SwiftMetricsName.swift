// Names from swift-metrics, which may be any text, as names of the exposition format.

enum SwiftMetricsName {
    /// A label with its name made valid.
    struct Label {
        let name: String
        let value: String
    }

    /// Bytes kept of a foreign name, so that suffixes still fit.
    static let maximumBytes = PrometheusLimits.nameBytes - 16

    /// The metric name for a swift-metrics label, ending in `suffix`.
    static func metric(_ label: String, suffix: String) -> String {
        let name = sanitised(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// The dimensions in the order of their names, so that the caller's order does not matter.
    static func labels(_ dimensions: [(String, String)]) -> [Label] {
        dimensions.map { name, value in Label(name: label(name), value: value) }
            .sorted { $0.name < $1.name }
    }

    private static func label(_ name: String) -> String {
        let name = sanitised(name)
        if name == "le" { return "le_" }
        return name.hasPrefix("__") ? "label" + name : name
    }

    private static func sanitised(_ text: String) -> String {
        var bytes = text.utf8.prefix(maximumBytes).map { byte in
            MetricDescription.isNameByte(byte) ? byte : UInt8(ascii: "_")
        }
        if bytes.first.map({ (0x30...0x39).contains($0) }) ?? true {
            bytes.insert(UInt8(ascii: "_"), at: 0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
