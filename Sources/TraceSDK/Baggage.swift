// What applications send along with a trace, W3C Baggage: read, kept, sent on.
// Any thread; not on the request path. Never puts its content into a span by itself.
import Wire

/// Names and values that travel with a context, within the limits of the specification.
package struct Baggage: Hashable, Sendable {
    /// One entry.
    package struct Member: Hashable, Sendable {
        /// A token.
        package let key: String
        /// Any text, decoded.
        package let value: String
        /// What stood behind the first `;`, as it stood; empty without.
        package let properties: String
    }

    /// Members of one list (W3C Baggage section 3.3.2).
    package static let maximumMembers = 64
    /// Octets of one list as it is sent.
    package static let maximumLength = 8192

    /// In the order in which their keys first came.
    package private(set) var members: [Member] = []
    private var length = 0

    /// Begins without a member.
    package init() {}

    /// Whether there are no members.
    package var isEmpty: Bool { members.isEmpty }

    /// The value of a key.
    package subscript(key: String) -> String? { members.first { $0.key == key }?.value }

    /// Sets a member, in its place where the key is there; false where the key is no token, the
    /// properties are not plain text, or a limit leaves no room.
    @discardableResult
    package mutating func set(_ key: String, _ value: String, properties: String = "") -> Bool {
        guard !key.isEmpty, key.utf8.allSatisfy(Self.isToken),
            properties.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x2C })
        else { return false }
        let member = Member(key: key, value: value, properties: properties)
        let index = members.firstIndex { $0.key == key }
        let old = index.map { Self.text(of: members[$0]).count + 1 } ?? 0
        let new = Self.text(of: member).count + 1
        // Why: the last member has no comma behind it.
        guard length - old + new - 1 <= Self.maximumLength else { return false }
        if let index {
            members[index] = member
        } else {
            guard members.count < Self.maximumMembers else { return false }
            members.append(member)
        }
        length += new - old
        return true
    }

    /// Takes a member away.
    package mutating func remove(_ key: String) {
        guard let index = members.firstIndex(where: { $0.key == key }) else { return }
        length -= Self.text(of: members[index]).count + 1
        members.remove(at: index)
    }

    /// Reads a field value. A member that is not well formed or has no room is left out, the others
    /// stay; of two with one key the later value counts.
    package static func parse(_ field: Span<UInt8>) -> Baggage {
        var baggage = Baggage()
        var start = 0
        for index in 0...field.count {
            guard index == field.count || field[index] == 0x2C else { continue }
            let padded = field.extracting(start..<index)
            start = index + 1
            baggage.add(member: padded.extracting(padded.rangeInsideOptionalWhitespace))
        }
        return baggage
    }

    /// The field value.
    package var text: [UInt8] { Array(members.map(Self.text(of:)).joined(separator: [0x2C])) }

    private mutating func add(member: Span<UInt8>) {
        guard !member.isEmpty, member.count <= Self.maximumLength else { return }
        let end = member.indices.first { member[$0] == 0x3B } ?? member.count
        let pair = member.extracting(0..<end)
        guard let equals = pair.indices.first(where: { pair[$0] == 0x3D }) else { return }
        let key = pair.extracting(0..<equals)
        let value = pair.extracting(equals + 1..<pair.count)
        let name = key.extracting(key.rangeInsideOptionalWhitespace)
        let content = value.extracting(value.rangeInsideOptionalWhitespace)
        guard content.indices.allSatisfy({ Self.isOctet(content[$0]) }) else { return }
        let rest = end < member.count ? member.extracting(end + 1..<member.count) : member
        let properties =
            end < member.count
            ? Self.string(rest.extracting(rest.rangeInsideOptionalWhitespace)) : ""
        set(Self.string(name), Self.decode(content), properties: properties)
    }

    private static func text(of member: Member) -> [UInt8] {
        let text = Array(member.key.utf8) + [0x3D] + Array(encoded(member.value).utf8)
        guard !member.properties.isEmpty else { return text }
        return text + [0x3B] + Array(member.properties.utf8)
    }

    /// The value with everything but `baggage-octet`s percent-encoded.
    static func encoded(_ value: String) -> String {
        var text: [UInt8] = []
        for byte in value.utf8 {
            if isOctet(byte), byte != 0x25 {
                text.append(byte)
            } else {
                PercentCoding.append(byte, to: &text)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func string(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }

    /// A percent sign that begins no triplet stands for itself; what is not UTF-8 becomes U+FFFD.
    private static func decode(_ bytes: Span<UInt8>) -> String {
        String(decoding: PercentCoding.decoded(bytes), as: UTF8.self)
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// `baggage-octet`: visible ASCII without `"`, `,`, `;` and the backslash.
    private static func isOctet(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != 0x22 && byte != 0x2C && byte != 0x3B && byte != 0x5C
    }
}
