// The providers this process knows, checked, in their order, found by name or alias.
// Pure and immutable: made once at start, shared by every thread.

/// The closed list of providers; nothing else is ever a provider name in a body, label or span.
package struct ProviderRegistry: Sendable {
    /// The providers in the order in which every list shows them.
    package let providers: [Provider]
    private let names: NameIndex

    /// Checks the rows and takes them over; throws every problem found, not just the first.
    package init(_ providers: [Provider]) throws(RegistryRefusal) {
        let problems = RegistryRules.problems(in: providers)
        guard problems.isEmpty else { throw RegistryRefusal(problems: problems) }
        self.init(unchecked: providers)
    }

    /// Takes over rows that are known to be right: the built-in ones, as a test proves.
    init(unchecked providers: [Provider]) {
        self.providers = providers
        names = NameIndex(providers)
    }

    /// Number of providers, 0 to 200.
    package var count: Int { providers.count }

    /// The identities of all providers, in order.
    package var ids: some Sequence<ProviderID> {
        providers.indices.lazy.map(ProviderID.init(index:))
    }

    /// The row of a provider of this registry.
    package subscript(id: ProviderID) -> Provider { providers[id.index] }

    /// Finds a provider by the exact bytes of its name or an alias, without allocating.
    package func find(_ name: Span<UInt8>) -> ProviderID? { names.find(name) }

    /// Finds a provider by its exact name or one of its aliases.
    package func find(_ name: String) -> ProviderID? { names.find(name.utf8.span) }

    /// Most providers a registry may have.
    package static let maximumProviders = 200
    /// Most aliases one provider may have.
    package static let maximumAliases = 16
    /// Longest name or alias, in bytes.
    package static let maximumNameLength = 64
}
