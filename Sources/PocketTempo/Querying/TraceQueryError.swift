// Why a search was not understood.
// Any thread.

/// A refusal of a search, with the place.
package struct TraceQueryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was expected, for people.
    package var message: String
    /// The column in characters, from 1.
    package var column: Int

    /// Makes an error.
    package init(message: String, column: Int) {
        self.message = message
        self.column = column
    }

    /// A sentence for people.
    package var description: String { "column \(column): \(message)" }
}
