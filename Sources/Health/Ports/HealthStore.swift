// The port behind which evidence survives a restart. Adapters live in HealthStorage.

/// A place that keeps evidence. Every method may be called on any thread; none but `close` waits.
package protocol HealthStore: Sendable {
    /// Asks for everything kept since a time in milliseconds since 1970, and for the newest errors.
    /// Answers once, on any thread, as soon as it can be read: what is saved before then would
    /// overwrite it. Not at all where the store is closed first.
    func restore(
        sinceUnixMilliseconds time: Int64, _ deliver: @escaping @Sendable (StoredHistory) -> Void)

    /// Hands evidence over to be kept; false where the store has no room and took nothing.
    func save(_ changes: StoredHistory) -> Bool

    /// How the store is doing now.
    func report() -> StoreReport

    /// Writes what was handed over and stops, giving up after the time allowed.
    func close(within limit: Duration)
}
