// What a house rule says when it is broken: where, and what to do.

/// One broken rule at one place.
struct Violation: Equatable, Sendable, CustomStringConvertible {
    let path: String
    /// Counted from 1; 0 where the whole file is meant.
    let line: Int
    let message: String

    var description: String {
        line == 0 ? "\(path): \(message)" : "\(path):\(line): \(message)"
    }
}

extension [Violation] {
    /// All of them, one a line, as the failure text of a test.
    var report: String { map(\.description).joined(separator: "\n") }
}
