// Every rule a registry must keep, checked in one pass over the whole of it.
// Pure and total: whatever the rows hold, it returns the list of problems, best in file order.

/// The rules of the registry.
enum RegistryRules {
    /// All problems of the rows, in the order of the file; empty for a right registry.
    static func problems(in providers: [Provider]) -> [RegistryProblem] {
        var problems: [RegistryProblem] = []
        if providers.count > ProviderRegistry.maximumProviders {
            problems.append(
                RegistryProblem(
                    key: "providers",
                    complaint: "has \(providers.count) entries; at most "
                        + "\(ProviderRegistry.maximumProviders) are allowed"))
        }
        var seen: [String: String] = [:]
        for (place, provider) in providers.enumerated() {
            let key = "providers[\(place)]"
            check(provider, at: key, seen: &seen, into: &problems)
        }
        return problems
    }

    private static func check(
        _ provider: Provider, at key: String, seen: inout [String: String],
        into problems: inout [RegistryProblem]
    ) {
        checkName(provider.name, at: "\(key).name", seen: &seen, into: &problems)
        if provider.aliases.count > ProviderRegistry.maximumAliases {
            problems.append(
                RegistryProblem(
                    key: "\(key).aliases",
                    complaint: "has \(provider.aliases.count) entries; at most "
                        + "\(ProviderRegistry.maximumAliases) are allowed"))
        }
        for (place, alias) in provider.aliases.enumerated() {
            checkName(alias, at: "\(key).aliases[\(place)]", seen: &seen, into: &problems)
        }
        if !(1...600_000).contains(provider.latencyTargetMilliseconds) {
            problems.append(
                RegistryProblem(
                    key: "\(key).latency_target_ms",
                    complaint: "is \(provider.latencyTargetMilliseconds); "
                        + "it must be between 1 and 600000"))
        }
        if let probe = provider.probe {
            ProbeRules.check(probe, at: "\(key).probe", into: &problems)
        }
    }

    private static func checkName(
        _ name: String, at key: String, seen: inout [String: String],
        into problems: inout [RegistryProblem]
    ) {
        guard isName(name) else {
            problems.append(
                RegistryProblem(
                    key: key,
                    complaint: "\(quoted(name)) must be 1 to "
                        + "\(ProviderRegistry.maximumNameLength) of a-z, 0-9 and -"))
            return
        }
        if let first = seen[name] {
            problems.append(
                RegistryProblem(key: key, complaint: "\(quoted(name)) is already \(first)"))
        } else {
            seen[name] = key
        }
    }

    private static func isName(_ name: String) -> Bool {
        (1...ProviderRegistry.maximumNameLength).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
            }
    }

    /// The text in quotes, cut so that a problem stays one readable line.
    static func quoted(_ text: String) -> String {
        text.unicodeScalars.count <= 80 ? "\"\(text)\"" : "\"\(text.prefix(80))…\""
    }
}
