// Numbers and truth values in query strings, as pydantic 2 reads them from text. Pure and total.

/// Readers of single values.
enum QueryText {
    /// One of `1 0 true false t f yes no y n on off`, in any case; `nil` for anything else.
    static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "1", "true", "t", "yes", "y", "on": true
        case "0", "false", "f", "no", "n", "off": false
        default: nil
        }
    }

    /// A decimal integer: white space around it, a sign, single `_` between digits and a fraction
    /// of zeros are allowed. Beyond `Int` it is the nearest `Int`; `nil` for anything else.
    static func integer(_ text: String) -> Int? {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return nil }
        var rest = scalars[first...last]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        let whole = rest.prefix { $0 != "." }
        let fraction = rest.dropFirst(whole.count)
        guard
            fraction.isEmpty || fraction.count > 1 && fraction.dropFirst().allSatisfy({ $0 == "0" })
        else { return nil }
        guard let magnitude = digits(whole) else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    private static func digits(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        var value = 0
        var isAfterDigit = false
        for scalar in text {
            if scalar == "_" && isAfterDigit {
                isAfterDigit = false
                continue
            }
            guard ("0"..."9").contains(scalar) else { return nil }
            let digit = Int(scalar.value - 0x30)
            let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = scaled.addingReportingOverflow(digit)
            value = overflowed || carried ? .max : sum
            isAfterDigit = true
        }
        return isAfterDigit ? value : nil
    }
}
