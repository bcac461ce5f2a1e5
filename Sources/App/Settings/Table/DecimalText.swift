// Decimal numbers and durations as text, exact and without floating point.

enum DecimalText {
    /// Reads `12`, `0.5` or `.5` as billionths; `nil` for anything else, more than nine decimals
    /// or more than about nine billion.
    static func billionths(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard let first = parts.first, !(first.isEmpty && parts.count == 1), !fraction.isEmpty,
            fraction.utf8.count <= 9, (first + fraction).utf8.allSatisfy(\.isDigit),
            let whole = first.isEmpty ? 0 : Int64(first), let decimals = Int64(fraction)
        else { return nil }
        var scaled = decimals
        for _ in fraction.utf8.count..<9 { scaled *= 10 }
        let (product, overflowed) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflowed else { return nil }
        let (sum, carried) = product.addingReportingOverflow(scaled)
        return carried ? nil : sum
    }

    /// Seconds without superfluous zeros: `0.05`, `75`.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard attoseconds > 0 else { return String(seconds) }
        let digits = String(attoseconds / 1_000_000_000)
        var fraction = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? String(seconds) : "\(seconds).\(fraction)"
    }

    /// Whole milliseconds.
    static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return String(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
