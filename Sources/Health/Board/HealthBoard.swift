// The health of every provider at one moment: all that any reader ever sees.
// Pure and immutable: made by the monitor, read by every thread without a lock.

/// A snapshot of all providers.
package struct HealthBoard: Sendable {
    /// The registry whose order the rows are in.
    package let registry: ProviderRegistry
    /// A row for each provider.
    package let providers: [ProviderHealth]
    /// When it was made, in milliseconds since 1970.
    package let unixMilliseconds: Int64

    /// Puts a board together.
    package init(registry: ProviderRegistry, providers: [ProviderHealth], unixMilliseconds: Int64) {
        precondition(registry.count == providers.count, "a board has a row for each provider")
        self.registry = registry
        self.providers = providers
        self.unixMilliseconds = unixMilliseconds
    }

    /// The row of a provider of this board's registry.
    package subscript(id: ProviderID) -> ProviderHealth { providers[id.index] }
}
