// Outcomes counted by class. Pure, fixed size, mergeable by addition.

/// One counter for each outcome class.
package struct OutcomeCounts: Sendable, Equatable {
    private var values = InlineArray<8, Int>(repeating: 0)

    /// All counters at zero.
    package init() {}

    /// The counter of one class, never negative.
    package subscript(result: OutcomeClass) -> Int {
        get { values[Int(result.rawValue)] }
        set { values[Int(result.rawValue)] = newValue }
    }

    /// The number of outcomes that are evidence about the provider.
    package var counted: Int { sum { $0.isCounted } }

    /// The number of all outcomes.
    package var total: Int { sum { _ in true } }

    /// Adds the counters of another set.
    package mutating func merge(_ other: Self) {
        for result in OutcomeClass.allCases { self[result] += other[result] }
    }

    /// Whether every counter is the same.
    package static func == (left: Self, right: Self) -> Bool {
        OutcomeClass.allCases.allSatisfy { left[$0] == right[$0] }
    }

    private func sum(where included: (OutcomeClass) -> Bool) -> Int {
        OutcomeClass.allCases.reduce(0) { included($1) ? $0 + self[$1] : $0 }
    }
}
