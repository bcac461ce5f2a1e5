// An http or https address taken apart, RFC 3986 section 3. The reader is total: every text gives
// an address or a complaint. User-info and query are kept as secrets and never shown.

/// An `http` or `https` address.
package struct WebAddress: Hashable, Sendable {
    /// How the peer is spoken to.
    package enum Scheme: String, Hashable, Sendable {
        case http, https

        /// The port where none is written.
        package var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// How the peer is spoken to.
    package var scheme: Scheme
    /// Whether the scheme was written, rather than assumed to be `http`.
    package var hasWrittenScheme: Bool
    /// The peer.
    package let host: Host
    /// The port where one was written.
    package var writtenPort: UInt16?
    /// What follows the authority: empty, or beginning with a slash.
    package var path: String
    /// What follows the question mark, where there is one: it may hold a token.
    package var query: Secret?
    /// `user:password`, percent-decoded, where the address carried it.
    package let credential: Secret?

    /// The port that a connection is made to.
    package var port: UInt16 { writtenPort ?? scheme.defaultPort }

    /// Scheme, host and written port: what may always be shown.
    package var origin: String {
        let suffix = writtenPort.map { ":\($0)" } ?? ""
        return "\(scheme.rawValue)://\(host)\(suffix)"
    }

    /// Without user-info and query: for logs, pages and reports.
    package var displayed: String { origin + path }

    /// The address to connect to, without user-info, which travels as a header.
    package var url: String { displayed + (query.map { "?" + $0.reveal() } ?? "") }
}

/// Why a text is no address that can be used.
package enum AddressComplaint: Error, Hashable, Sendable {
    case empty
    case unresolvedReference
    case forbiddenCharacter
    case unsupportedScheme
    case missingSlashes
    case badUserInfo
    case unbracketedIPv6
    case badHost
    case badPort
    case fragment

    /// What is wrong, to follow the name of the variable: `has no host`.
    package var sentence: String {
        switch self {
        case .empty: "is empty"
        case .unresolvedReference: "still holds a reference, ${{…}}, that Railway has not resolved"
        case .forbiddenCharacter: "has a character that a URL cannot have"
        case .unsupportedScheme: "has a scheme other than http and https"
        case .missingSlashes: "lacks the two slashes after its scheme"
        case .badUserInfo: "has user-info that is not percent-encoded as it should be"
        case .unbracketedIPv6: "has an IPv6 address without brackets, or more than one port"
        case .badHost: "has no valid host"
        case .badPort: "has a port that is not a number from 1 to 65535"
        case .fragment: "has a fragment (#…), which is never sent"
        }
    }

    /// What to write instead.
    package var remedy: String {
        switch self {
        case .unresolvedReference:
            "Correct the reference's names in Railway, or write the address out."
        case .unbracketedIPv6: "Write it as http://[::1]:4318."
        case .badUserInfo: "Encode reserved characters as %40 and the like, or use a header."
        default: "Write it as http://host:port or https://host."
        }
    }
}
