// The parts of a probe's URL that checks, spans and the guard need.
// Pure. Not a general URL parser: it knows what a probe may use and refuses the rest.

/// An absolute `http` or `https` URL without user-info, taken apart.
package struct ProbeURL: Sendable, Equatable {
    /// Whether the scheme is `https`.
    package var isSecure: Bool
    /// The host as written, an IPv6 address without its brackets.
    package var host: String
    /// The port, 1 to 65,535: the written one, else 443 or 80.
    package var port: Int
    /// The URL up to its query: what a span or a log line may show.
    package var withoutQuery: String

    /// Longest URL, in bytes.
    package static let maximumLength = 2048

    /// Takes a URL apart; the error is a predicate that follows the key's name in a sentence.
    package init(_ text: String) throws(Flaw) {
        guard text.utf8.count <= Self.maximumLength else { throw Flaw("is longer than 2048 bytes") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Flaw("has a space, control or non-ASCII character; percent-encode it")
        }
        guard let colon = text.firstRange(of: "://") else { throw Self.noScheme }
        switch text[..<colon.lowerBound].lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw Self.noScheme
        }
        let rest = text[colon.upperBound...]
        guard !rest.contains("#") else { throw Flaw("has a fragment (#…), which is never sent") }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            throw Flaw("has user-info before the host; use auth and api_key_env for credentials")
        }
        (host, port) = try Self.hostAndPort(authority, defaultPort: isSecure ? 443 : 80)
        withoutQuery = String(text.prefix { $0 != "?" })
    }

    /// What is wrong with a URL.
    package struct Flaw: Error, Equatable {
        /// A predicate: `has no host`.
        package let complaint: String
        init(_ complaint: String) { self.complaint = complaint }
    }

    private static let noScheme = Flaw("must begin with http:// or https://")

    private static func hostAndPort(
        _ authority: Substring, defaultPort: Int
    ) throws(Flaw) -> (String, Int) {
        var host = authority
        var portText: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw Flaw("has no ] after [") }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let tail = authority[authority.index(after: close)...]
            guard tail.isEmpty || tail.first == ":" else { throw Flaw("has text after the ]") }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty else { throw Flaw("has no host") }
        guard let portText else { return (String(host), defaultPort) }
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
            (1...65535).contains(port)
        else { throw Flaw("has a port that is not a number from 1 to 65535") }
        return (String(host), port)
    }
}
