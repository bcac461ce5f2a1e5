// What is known about a provider before it is ever asked: a row of the registry.
// Pure. Values here are as written by a person; `ProviderRegistry` is what has been checked.

/// One provider of the registry.
package struct Provider: Sendable, Equatable {
    /// The canonical name, `[a-z0-9-]{1,64}`.
    package var name: String
    /// Other names for the same provider, each like `name`.
    package var aliases: [String]
    /// What counts as fast for it, in milliseconds, 1 to 600,000.
    package var latencyTargetMilliseconds: Int
    /// How to ask it; `nil` where evidence comes from the gateway alone.
    package var probe: Probe?

    /// Makes a row with the defaults of the providers file.
    package init(
        name: String, aliases: [String] = [],
        latencyTargetMilliseconds: Int = Provider.defaultLatencyTargetMilliseconds,
        probe: Probe? = nil
    ) {
        self.name = name
        self.aliases = aliases
        self.latencyTargetMilliseconds = latencyTargetMilliseconds
        self.probe = probe
    }

    /// `latency_target_ms` where the providers file does not say.
    package static let defaultLatencyTargetMilliseconds = 2000
}
