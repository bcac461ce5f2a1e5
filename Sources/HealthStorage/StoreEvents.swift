// What the store tells the one who composed it; on these closures hang spans and log lines.
package import Health

/// Closures called on the storage thread; they must not block.
package struct StoreEvents: Sendable {
    /// A call into the database has ended.
    package var didFinish: @Sendable (StoreOperation) -> Void
    /// The state became another one.
    package var didChangeState: @Sendable (StoreReport) -> Void
    /// A corrupt file was renamed to this path and a new one begun.
    package var didQuarantine: @Sendable (String) -> Void

    /// Events that nobody listens to, or that these closures do.
    package init(
        didFinish: @escaping @Sendable (StoreOperation) -> Void = { _ in },
        didChangeState: @escaping @Sendable (StoreReport) -> Void = { _ in },
        didQuarantine: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.didFinish = didFinish
        self.didChangeState = didChangeState
        self.didQuarantine = didQuarantine
    }
}

/// One finished call into the database, as a CLIENT span needs it.
package struct StoreOperation: Sendable {
    /// What kind of call it was.
    package enum Kind: Sendable {
        case restore, save, prune

        /// The SQL verb, for `db.operation.name`.
        package var verb: StaticString {
            switch self {
            case .restore: "SELECT"
            case .save: "INSERT"
            case .prune: "DELETE"
            }
        }
    }

    /// What kind of call it was.
    package let kind: Kind
    /// The main table, for `db.collection.name`.
    package let table: StaticString
    /// The span that the newest row came from; `nil` where no traced probe or request caused it.
    package let cause: TraceReference?
    /// When it began, in nanoseconds since 1970.
    package let startUnixNanoseconds: Int64
    /// How long it took, in nanoseconds.
    package let durationNanoseconds: Int64
    /// Rows read or written.
    package let rows: Int
    /// Why it failed; `nil` where it did not.
    package let error: SQLiteError?
}
