// The sampler that the environment variables of the specification name.
// Any thread. Total: whatever stands in the variables, there is a sampler, and a sentence on why.

/// What `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` come to.
package struct SamplerSetting: Hashable, Sendable {
    /// The sampler to use.
    package var sampler: Sampler
    /// One sentence for each value that could not be taken as it stands.
    package var warnings: [String]

    /// Reads the two values; `nil` and empty are unset. An unknown name falls back to
    /// `parentbased_always_on`, a ratio that is no number from 0 to 1 to 1.
    package static func parse(name: String?, argument: String?) -> SamplerSetting {
        var warnings: [String] = []
        func ratio() -> Sampler {
            guard let argument, !argument.isEmpty else { return .traceIDRatio(1) }
            guard let value = Double(argument), (0...1).contains(value) else {
                warnings.append(
                    "OTEL_TRACES_SAMPLER_ARG=\(argument) is not a number from 0 to 1; using 1")
                return .traceIDRatio(1)
            }
            return .traceIDRatio(value)
        }
        let sampler: Sampler
        switch (name ?? "").lowercased() {
        case "", "parentbased_always_on": sampler = .parentBased(root: .alwaysOn)
        case "always_on": sampler = .alwaysOn
        case "always_off": sampler = .alwaysOff
        case "traceidratio": sampler = ratio()
        case "parentbased_always_off": sampler = .parentBased(root: .alwaysOff)
        case "parentbased_traceidratio": sampler = .parentBased(root: ratio())
        default:
            warnings.append(
                "OTEL_TRACES_SAMPLER=\(name ?? "") is not supported; using parentbased_always_on")
            sampler = .parentBased(root: .alwaysOn)
        }
        return SamplerSetting(sampler: sampler, warnings: warnings)
    }
}
