// What `doctor` found, before it is text.

/// Everything that `doctor` found.
struct DoctorReport {
    let environments: [ExaminedEnvironment]
    let matrix: CanaryMatrix
    /// What the files say when they are held against each other, with `all`.
    let comparisonProblems: [Problem]

    var isGood: Bool {
        comparisonProblems.isEmpty && matrix.isGreen && environments.allSatisfy(\.isGood)
    }
}
