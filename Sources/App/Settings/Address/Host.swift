// The host of an address: a name or an IP literal, and what the guard wants to know about it.
// Nothing is resolved: the verdict must not depend on the network.
import Glibc

/// A host as it stands in an address, in lower case, without brackets.
package struct Host: Hashable, Sendable, CustomStringConvertible {
    private enum Kind: Hashable, Sendable {
        case name
        case ipv4([UInt8])
        case ipv6([UInt8])
    }

    /// The longest host name, RFC 1035 section 2.3.4.
    package static let maximumBytes = 253

    /// The name, or the literal without brackets.
    package let text: String
    private let kind: Kind

    /// Reads a name or a dotted IPv4 address; `nil` where it is neither.
    ///
    /// A name whose last label is a number is refused: resolvers take it for an address.
    package init?(name given: some StringProtocol) {
        text = given.lowercased()
        guard (1...Self.maximumBytes).contains(text.utf8.count) else { return nil }
        if let address = Self.ipv4Bytes(text) {
            kind = .ipv4(address)
            return
        }
        let labels = Self.labels(of: text)
        guard let last = labels.last, labels.allSatisfy(Self.isLabel), !Self.isNumber(last) else {
            return nil
        }
        kind = .name
    }

    /// Reads what stands between the brackets of an IPv6 literal; `nil` where it is none.
    package init?(ipv6 given: some StringProtocol) {
        text = given.lowercased()
        guard let address = Self.ipv6Bytes(text) else { return nil }
        kind = .ipv6(address)
    }

    /// Whether it is an address rather than a name.
    package var isIPLiteral: Bool { kind != .name }

    /// As it stands in a URL: an IPv6 literal in brackets.
    package var description: String {
        if case .ipv6 = kind { "[\(text)]" } else { text }
    }

    /// The labels of a name, without the root's empty one; none for a literal.
    package var labels: [Substring] { isIPLiteral ? [] : Self.labels(of: text) }

    /// Whether it is `domain` or a name below it.
    package func isUnder(_ domain: String) -> Bool {
        let own = labels.joined(separator: ".")
        return own == domain || own.hasSuffix("." + domain)
    }

    /// Whether it is a name of a Railway private network, `*.railway.internal`.
    package var isRailwayPrivate: Bool { isUnder("railway.internal") && labels.count > 2 }

    /// Whether it has the form that Railway generates, `<service>.railway.internal`: the same name
    /// means another service in each environment.
    package var isRailwayService: Bool { isUnder("railway.internal") && labels.count == 3 }

    /// Whether plain HTTP to it stays inside: loopback, RFC 1918, ULA, a single label, or a Railway
    /// private network.
    package var isPrivate: Bool {
        switch kind {
        case .name: labels.count == 1 || isRailwayPrivate
        case .ipv4(let bytes): Self.isPrivate(ipv4: bytes)
        case .ipv6(let bytes): Self.isPrivate(ipv6: bytes)
        }
    }

    /// Whether both lead to one machine by what is written: a name is the same in any case and with
    /// the root's dot, an address in any spelling, IPv4 inside IPv6 included.
    package func isSame(as other: Host) -> Bool {
        guard let mine = addressBytes, let theirs = other.addressBytes else {
            return isIPLiteral == other.isIPLiteral && labels == other.labels
        }
        return mine == theirs
    }

    private var addressBytes: [UInt8]? {
        switch kind {
        case .name: nil
        case .ipv4(let bytes): bytes
        case .ipv6(let bytes): Self.isMapped(bytes) ? Array(bytes[12...]) : bytes
        }
    }

    private static func isPrivate(ipv4 bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (127, _), (10, _), (192, 168), (172, 16...31): true
        default: false
        }
    }

    private static func isPrivate(ipv6 bytes: [UInt8]) -> Bool {
        if isMapped(bytes) { return isPrivate(ipv4: Array(bytes[12...])) }
        let isLoopback = bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
        return isLoopback || bytes[0] & 0xFE == 0xFC
    }

    /// Whether an IPv6 address stands for an IPv4 one, `::ffff:a.b.c.d`.
    private static func isMapped(_ bytes: [UInt8]) -> Bool {
        bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    }

    private static func labels(of text: String) -> [Substring] {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.last == "" && labels.count > 1 ? labels.dropLast() : labels
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count)
            && label.utf8.allSatisfy {
                $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
    }

    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy(\.isDigit) || label.hasPrefix("0x")
    }

    private static func ipv4Bytes(_ text: String) -> [UInt8]? {
        var address = in_addr()
        guard unsafe inet_pton(AF_INET, text, &address) == 1 else { return nil }
        return unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
    }

    private static func ipv6Bytes(_ text: String) -> [UInt8]? {
        var address = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
    }
}
