// What may stand in a variable: one value for each kind, with its words for people. Parsing is
// strict: the standard library's own readers take `+1`, `0x1p3` and `nan`, these do not.

/// A kind of value: how it is described, read and shown.
struct Grammar<Value: Sendable>: Sendable {
    /// To follow "expected".
    let expects: String
    /// What a bare number counts: `s`, `ms`, `bytes`, or nothing.
    let unit: String
    /// The text that would read as this value.
    let show: @Sendable (Value) -> String
    /// The value, or `nil` where the text is none.
    let parse: @Sendable (String) -> Value?

    init(
        _ expects: String, unit: String = "", show: @escaping @Sendable (Value) -> String,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.expects = expects
        self.unit = unit
        self.show = show
        self.parse = parse
    }
}

extension Grammar where Value == String {
    /// Text without control characters.
    static func text(_ expects: String = "text", maximumBytes: Int = 1_024) -> Self {
        Grammar("\(expects), at most \(maximumBytes) bytes", show: { $0 }) { text in
            let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            return isPlain && text.utf8.count <= maximumBytes ? text : nil
        }
    }
}

extension Grammar where Value == String {
    /// A path; an address, such as a database's, is none, and would be made as directories.
    static func path(_ expects: String = "a path", maximumBytes: Int = 4_000) -> Self {
        let text = Self.text(expects, maximumBytes: maximumBytes)
        return Grammar(text.expects, show: text.show) { given in
            given.contains("://") ? nil : text.parse(given)
        }
    }
}

extension Grammar where Value == Secret {
    /// A secret that fits into a header: visible ASCII.
    static var secret: Self {
        Grammar("a secret of at most 8192 visible characters", show: { _ in "***" }) { text in
            let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            return isVisible && text.utf8.count <= 8_192 ? Secret(text) : nil
        }
    }
}

extension Grammar where Value == Bool {
    /// The words that people use, in any case.
    static var flag: Self {
        Grammar("true, 1, yes, on or false, 0, no, off", show: { $0 ? "true" : "false" }) { text in
            switch text.lowercased() {
            case "true", "1", "yes", "on": true
            case "false", "0", "no", "off": false
            default: nil
            }
        }
    }

    /// A Boolean of the OpenTelemetry specification: only `true`, in any case, is true.
    static var specificationFlag: Self {
        Grammar("true or false", show: { $0 ? "true" : "false" }) { text in
            switch text.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        }
    }
}

extension Grammar where Value == Int {
    /// A whole number in decimal digits; `zeroMeans` says what 0 stands for.
    static func wholeNumber(_ range: ClosedRange<Int>, zeroMeans: String? = nil) -> Self {
        counted("a whole number", unit: "", range, zeroMeans)
    }

    /// A size in bytes.
    static func bytes(_ range: ClosedRange<Int>, zeroMeans: String? = nil) -> Self {
        counted("bytes", unit: "bytes", range, zeroMeans)
    }

    fileprivate static func counted(
        _ noun: String, unit: String, _ range: ClosedRange<Int>, _ zeroMeans: String?
    ) -> Self {
        let zero = zeroMeans.map { " (0: \($0))" } ?? ""
        let expects = "\(noun) from \(range.lowerBound) to \(range.upperBound)\(zero)"
        return Grammar(expects, unit: unit, show: { String($0) }) { text in
            guard text.utf8.allSatisfy(\.isDigit), let number = Int(text), range.contains(number)
            else { return nil }
            return number
        }
    }
}

extension Grammar where Value == Double {
    /// A share from 0 to 1.
    static var ratio: Self {
        Grammar("a number from 0 to 1", show: { $0 == 1 ? "1.0" : String($0) }) { text in
            // Why the look at each: Swift also reads `nan`, `0x1p-1` and a sign.
            guard text.utf8.first.map({ $0.isDigit || $0 == UInt8(ascii: ".") }) == true,
                text.utf8.allSatisfy({ $0.isDigit || ".eE+-".utf8.contains($0) }),
                let share = Double(text), share <= 1
            else { return nil }
            return share
        }
    }
}

extension Grammar where Value == Duration {
    /// Seconds, fractions allowed; the bounds are in milliseconds.
    static func seconds(milliseconds range: ClosedRange<Int64>) -> Self {
        let low = DecimalText.seconds(.milliseconds(range.lowerBound))
        let high = DecimalText.seconds(.milliseconds(range.upperBound))
        let expects = "seconds from \(low) to \(high)"
        return Grammar(expects, unit: "s", show: { DecimalText.seconds($0) }) { text in
            guard let nanoseconds = DecimalText.billionths(text) else { return nil }
            let bounds = range.lowerBound * 1_000_000...range.upperBound * 1_000_000
            return bounds.contains(nanoseconds) ? .nanoseconds(nanoseconds) : nil
        }
    }

    /// Whole milliseconds, as the OpenTelemetry specification counts.
    static func milliseconds(_ range: ClosedRange<Int>) -> Self {
        let number = Grammar<Int>.counted("milliseconds", unit: "ms", range, nil)
        return Grammar(
            number.expects, unit: number.unit, show: { DecimalText.milliseconds($0) },
            parse: { text in number.parse(text).map { .milliseconds($0) } })
    }
}

extension Grammar {
    /// One of some words, in any case; where several words mean one value, the first is shown.
    static func word(_ words: [(String, Value)]) -> Self where Value: Equatable {
        var listed: [String] = []
        var values: [Value] = []
        for (word, value) in words where !values.contains(value) {
            listed.append(word)
            values.append(value)
        }
        let names = listed
        return Grammar(
            "one of " + listed.joined(separator: ", "),
            show: { value in words.first { $0.1 == value }?.0 ?? names[0] },
            parse: { text in words.first { $0.0 == text.lowercased() }?.1 })
    }
}
