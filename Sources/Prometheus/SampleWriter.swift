// The samples of one collected family, bounded like any other family's.

/// Takes the samples of one collected family.
package struct SampleWriter: ~Copyable {
    private let frame: FamilyFrame
    private let labels: [String]
    private let maximumSeries: Int
    private(set) var page: [UInt8] = []
    private(set) var refused: UInt64 = 0
    private var written = 0

    init(frame: FamilyFrame, labels: [String], maximumSeries: Int) {
        self.frame = frame
        self.labels = labels
        self.maximumSeries = maximumSeries
    }

    /// Adds a sample; each set of label values once. Beyond the family's bound it is left out and
    /// counted.
    package mutating func sample(_ labelValues: [String] = [], _ value: Double) {
        add(labelValues, .real(value))
    }

    /// Adds a sample of a whole number.
    package mutating func sample(_ labelValues: [String] = [], _ value: UInt64) {
        add(labelValues, .whole(value))
    }

    /// Adds a sample of a whole number that may be negative.
    package mutating func sample(_ labelValues: [String] = [], _ value: Int) {
        add(labelValues, value < 0 ? .real(Double(value)) : .whole(UInt64(value)))
    }

    private mutating func add(_ labelValues: [String], _ value: SampleValue) {
        guard written < maximumSeries else {
            refused += 1
            return
        }
        if written == 0 { frame.appendHeader(to: &page) }
        written += 1
        frame.appendSample(
            labels: LabelText.render(names: labels, values: labelValues), value: value, to: &page)
    }
}
