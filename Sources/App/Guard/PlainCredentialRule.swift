// Rule 7: no credential travels readable through a network that is not private.

/// Refuses to send a credential over plain HTTP to a host that is not private.
enum PlainCredentialRule {
    static func problems(_ facts: GuardFacts) -> [Problem] {
        facts.credentials.compactMap { credential in
            let address = credential.address
            guard address.scheme == .http, !address.host.isPrivate else { return nil }
            return Problem(
                rule: .plainCredential, name: credential.name,
                sentence: "\(credential.name) would be sent over plain http to \(address.host), "
                    + "which is not a private host.",
                remedy: "Use https:// for \(address.host), or remove the credential.")
        }
    }
}
