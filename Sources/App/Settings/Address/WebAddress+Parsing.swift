// The reader of web addresses. It looks at the text only: nothing is resolved, nothing repaired.
import Wire

extension WebAddress {
    /// The longest address read, in bytes.
    package static let maximumBytes = 8192

    /// Takes `text` apart; an address without a scheme is read as `http`.
    package static func parse(_ text: String) -> Result<WebAddress, AddressComplaint> {
        Result { () throws(AddressComplaint) in try parsed(text.trimmingBlanks()) }
    }

    private static func parsed(_ text: String) throws(AddressComplaint) -> WebAddress {
        guard !text.isEmpty else { throw .empty }
        guard !text.contains("${{") else { throw .unresolvedReference }
        guard text.utf8.count <= maximumBytes, text.utf8.allSatisfy(isAllowed) else {
            throw .forbiddenCharacter
        }
        let (scheme, rest) = try splitScheme(text)
        guard !rest.contains("#") else { throw .fragment }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let (credential, hostAndPort) = try splitUserInfo(rest[..<end])
        let (host, port) = try splitPort(hostAndPort)
        let tail = rest[end...]
        let mark = tail.firstIndex(of: "?") ?? tail.endIndex
        let query = mark == tail.endIndex ? nil : Secret(String(tail[tail.index(after: mark)...]))
        return WebAddress(
            scheme: scheme ?? .http, hasWrittenScheme: scheme != nil, host: host,
            writtenPort: port, path: String(tail[..<mark]), query: query, credential: credential)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !#""<>\^`{|}"#.utf8.contains(byte)
    }

    private static func splitScheme(
        _ text: String
    ) throws(AddressComplaint) -> (Scheme?, Substring) {
        if let slashes = text.firstRange(of: "://"),
            !text[..<slashes.lowerBound].contains(where: { "/?#@".contains($0) })
        {
            guard let scheme = Scheme(rawValue: text[..<slashes.lowerBound].lowercased()) else {
                throw .unsupportedScheme
            }
            return (scheme, text[slashes.upperBound...])
        }
        let head = text.lowercased()
        let broken = ["http:/", "https:/", "//", "http:%2f", "https:%2f"]
        guard !broken.contains(where: head.hasPrefix) else {
            throw .missingSlashes
        }
        return (nil, text[...])
    }

    private static func splitUserInfo(
        _ authority: Substring
    ) throws(AddressComplaint) -> (Secret?, Substring) {
        guard let at = authority.lastIndex(of: "@") else { return (nil, authority) }
        guard let decoded = PercentCoding.decoded(authority[..<at]),
            decoded.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw .badUserInfo }
        let rest = authority[authority.index(after: at)...]
        return (decoded.isEmpty ? nil : Secret(decoded), rest)
    }

    private static func splitPort(
        _ text: Substring
    ) throws(AddressComplaint) -> (Host, UInt16?) {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]"),
                let host = Host(ipv6: text[..<end].dropFirst())
            else { throw .badHost }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { throw .badPort }
            return (host, try port(rest.dropFirst()))
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw .unbracketedIPv6 }
        guard let first = parts.first, let host = Host(name: first) else { throw .badHost }
        return (host, parts.count == 2 ? try port(parts[1]) : nil)
    }

    /// An empty port is the scheme's own, RFC 3986 section 3.2.3.
    private static func port(_ text: Substring) throws(AddressComplaint) -> UInt16? {
        guard !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy(\.isDigit), let port = UInt16(text), port > 0 else {
            throw .badPort
        }
        return port
    }
}
