// What a metric family is called and means, as a value. The roof lists all of its metrics as
// constants of these types; nothing here is live.

/// The TYPE of a family in the exposition format.
package enum MetricKind: String, Sendable, Hashable {
    case counter, gauge, histogram
}

/// The description of one family of series, whose kind is the type of its instrument.
package struct Metric<Kind: Instrument>: Sendable {
    /// Everything the exposition says about the family.
    package let description: MetricDescription
}

extension Metric where Kind: ScalarInstrument {
    /// Describes a counter or a gauge; what is wrong with it is told when it is registered.
    package init(_ name: String, help: String, labels: [String] = []) {
        description = MetricDescription(
            kind: Kind.kind, name: name, help: help, labels: labels, bounds: [])
    }
}

extension Metric where Kind == Histogram {
    /// Describes a histogram by the upper bounds of its buckets, increasing, without +Inf.
    package init(_ name: String, help: String, labels: [String] = [], bounds: [Double]) {
        description = MetricDescription(
            kind: .histogram, name: name, help: help, labels: labels, bounds: bounds)
    }
}

/// A family's description without its type: what the registry compares and the exposition shows.
package struct MetricDescription: Sendable, Hashable {
    /// Counter, gauge or histogram.
    package var kind: MetricKind
    /// The family's name, a counter's with its `_total`.
    package var name: String
    /// One sentence for the HELP line.
    package var help: String
    /// Label names in the order in which every series gives its values.
    package var labels: [String]
    /// A histogram's bucket bounds, upper and inclusive, without +Inf; else empty.
    package var bounds: [Double]

    /// The names under which samples of this family appear; two families may not share one.
    package var sampleNames: [String] {
        switch kind {
        case .counter, .gauge: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count"]
        }
    }

    /// Refuses what the text format cannot carry or this room's limits do not allow.
    func validate() throws(RegistrationError) {
        guard Self.isMetricName(name) else { throw .invalidName(name) }
        guard labels.count <= PrometheusLimits.labels else { throw .tooManyLabels(name) }
        for (index, label) in labels.enumerated() {
            guard Self.isLabelName(label), !(kind == .histogram && label == "le") else {
                throw .invalidLabel(name, label: label)
            }
            guard !labels[..<index].contains(label) else {
                throw .repeatedLabel(name, label: label)
            }
        }
        guard kind == .histogram else { return }
        let increasing = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
        guard !bounds.isEmpty, bounds.count <= Histogram.maximumBounds, increasing,
            bounds.allSatisfy(\.isFinite)
        else { throw .invalidBounds(name) }
    }

    private static func isMetricName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= PrometheusLimits.nameBytes else {
            return false
        }
        return !isDigit(first) && name.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ":") }
    }

    private static func isLabelName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= PrometheusLimits.nameBytes else {
            return false
        }
        // Why: names that begin with two underscores belong to Prometheus itself.
        return !isDigit(first) && !name.hasPrefix("__") && name.utf8.allSatisfy(isNameByte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}
