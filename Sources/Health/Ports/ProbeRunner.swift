// The port through which a provider is asked how it is. The adapter lives in HealthProbes.

/// Makes one attempt at one provider.
package protocol ProbeRunner: Sendable {
    /// Probes once and says how it ended; `nil` only where the task was cancelled first.
    /// Never throws, and ends at the probe's timeout at the latest.
    func run(_ order: ProbeOrder) async -> Outcome?
}

/// All that one probe needs to be made.
package struct ProbeOrder: Sendable {
    /// The provider, by its place in the registry.
    package let provider: ProviderID
    /// Its canonical name.
    package let name: String
    /// What to ask.
    package let probe: Probe
    /// The key to ask with, where the probe has one.
    package let credential: ProviderCredential?

    /// Gathers what a probe needs.
    package init(
        provider: ProviderID, name: String, probe: Probe, credential: ProviderCredential?
    ) {
        self.provider = provider
        self.name = name
        self.probe = probe
        self.credential = credential
    }
}
