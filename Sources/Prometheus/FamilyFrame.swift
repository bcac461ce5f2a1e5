// Everything of a family's exposition that never changes, rendered when it is registered: a scrape
// then copies bytes and writes numbers.
import Wire

/// The fixed text round the numbers of one family (text format 0.0.4).
package struct FamilyFrame: Sendable {
    private let header: [UInt8]
    private let name: [UInt8]
    private let bucketTails: [[UInt8]]

    /// Renders the HELP and TYPE lines and the `le` of each bucket.
    init(_ description: MetricDescription) {
        name = Array(description.name.utf8)
        var header: [UInt8] = []
        header.append("# HELP ")
        header.append(contentsOf: name)
        header.append(UInt8(ascii: " "))
        for byte in description.help.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): header.append("\\\\")
            case UInt8(ascii: "\n"): header.append("\\n")
            default: header.append(byte)
            }
        }
        header.append("\n# TYPE ")
        header.append(contentsOf: name)
        header.append(UInt8(ascii: " "))
        header.append(utf8: description.kind.rawValue)
        header.append(UInt8(ascii: "\n"))
        self.header = header
        // Why: `1.0` and not `1`, as OpenMetrics has it, so that no format forks a series.
        bucketTails =
            (description.bounds.map(\.description) + ["+Inf"]).map { Array("le=\"\($0)\"} ".utf8) }
    }

    /// Appends the HELP and TYPE lines.
    func appendHeader(to page: inout [UInt8]) { page.append(contentsOf: header) }

    /// Appends `name{labels} value`.
    func appendSample(labels: [UInt8], value: SampleValue, to page: inout [UInt8]) {
        appendLine("", labels: labels, value: value, to: &page)
    }

    /// Appends the cumulated buckets, `_sum` and `_count`; one count more than there are bounds.
    func appendHistogram(
        labels: [UInt8], counts: [UInt64], sum: Double, to page: inout [UInt8]
    ) {
        precondition(counts.count == bucketTails.count, "one count for each bucket and for +Inf")
        var total: UInt64 = 0
        for (count, tail) in zip(counts, bucketTails) {
            total &+= count
            page.append(contentsOf: name)
            page.append("_bucket{")
            page.append(contentsOf: labels)
            if !labels.isEmpty { page.append(UInt8(ascii: ",")) }
            page.append(contentsOf: tail)
            Decimal.append(total, to: &page)
            page.append(UInt8(ascii: "\n"))
        }
        appendLine("_sum", labels: labels, value: .real(sum), to: &page)
        appendLine("_count", labels: labels, value: .whole(total), to: &page)
    }

    private func appendLine(
        _ suffix: StaticString, labels: [UInt8], value: SampleValue, to page: inout [UInt8]
    ) {
        page.append(contentsOf: name)
        page.append(suffix)
        if !labels.isEmpty {
            page.append(UInt8(ascii: "{"))
            page.append(contentsOf: labels)
            page.append(UInt8(ascii: "}"))
        }
        page.append(UInt8(ascii: " "))
        value.append(to: &page)
        page.append(UInt8(ascii: "\n"))
    }
}
