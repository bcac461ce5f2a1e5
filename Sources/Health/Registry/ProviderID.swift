// A provider's place in the registry, instead of its name, wherever the registry is at hand.
// Pure.

/// A provider of one registry, by its place in that registry's order.
package struct ProviderID: Hashable, Sendable {
    /// The place, counted from 0.
    package let index: Int

    /// Names the provider at a place; using it with another registry is a programming error.
    package init(index: Int) {
        self.index = index
    }
}
