// Names that are not ours to choose, from swift-metrics or from resource attributes, as names that
// the exposition format can carry.

/// Makes names valid; different names may become the same.
package enum ForeignName {
    /// Bytes kept of a foreign name, so that suffixes still fit.
    package static let maximumBytes = PrometheusLimits.nameBytes - 16

    /// A metric name: everything outside `[a-zA-Z0-9_]` becomes `_`, and `suffix` is its end.
    package static func metric(_ text: String, suffix: String = "") -> String {
        let name = sanitised(text)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// A label name, none of the reserved ones.
    package static func label(_ text: String) -> String {
        let name = sanitised(text)
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
