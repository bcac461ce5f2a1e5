// The `tracestate` field of W3C Trace Context level 2: read, kept in one canonical text, passed on.
// Any thread. Never interprets a vendor's value; a bad field costs the tracestate, never the trace.

/// What vendors carry along with a trace; empty for nearly every request, and then without storage.
@usableFromInline package struct TraceState: Hashable, Sendable {
    /// `key=value` joined by commas, without optional whitespace; empty when there is none.
    @usableFromInline package let text: [UInt8]

    /// A field with more members than this is discarded (section 3.3.1.1).
    package static let maximumMembers = 32
    /// Octets of one key (section 3.3.1.3.1).
    package static let maximumKeyLength = 256
    /// Octets of one value (section 3.3.1.3.2).
    package static let maximumValueLength = 256

    /// The empty state.
    @inlinable package init() { text = [] }

    fileprivate init(canonical text: [UInt8]) { self.text = text }

    /// Whether there are no members.
    @inlinable package var isEmpty: Bool { text.isEmpty }

    /// Reads a field value, `nil` where it must be discarded whole: a malformed member, a repeated
    /// key, more than 32 members. Several field lines go through `Reader`.
    package static func parse(_ field: Span<UInt8>) -> TraceState? {
        guard !field.isEmpty else { return TraceState() }
        var reader = Reader()
        reader.add(field)
        return reader.state
    }

    /// The members joined by commas; each must be canonical.
    static func joined(_ members: [[UInt8]]) -> TraceState {
        TraceState(canonical: Array(members.joined(separator: [comma])))
    }

    /// Reads the field lines of one request, which are one list in their order (section 3.3.1).
    package struct Reader {
        private var canonical: [UInt8] = []
        private var keys: [Range<Int>] = []
        private var isVoid = false

        /// Begins without a member.
        package init() {}

        /// The list, `nil` where a line voided it.
        package var state: TraceState? { isVoid ? nil : TraceState(canonical: canonical) }

        /// Reads one line; what voids the list voids it for good.
        package mutating func add(_ field: Span<UInt8>) {
            var start = 0
            for index in 0...field.count {
                guard index == field.count || field[index] == TraceState.comma else { continue }
                let padded = field.extracting(start..<index)
                start = index + 1
                if !isVoid, !add(member: padded.extracting(padded.rangeInsideOptionalWhitespace)) {
                    isVoid = true
                }
            }
        }

        private mutating func add(member: Span<UInt8>) -> Bool {
            if member.isEmpty { return true }
            guard keys.count < TraceState.maximumMembers,
                let keyLength = TraceState.keyLength(ofMember: member)
            else {
                return false
            }
            if !canonical.isEmpty { canonical.append(TraceState.comma) }
            let keyStart = canonical.count
            for offset in member.indices { canonical.append(member[offset]) }
            let key = keyStart..<keyStart + keyLength
            guard !keys.contains(where: { canonical[$0] == canonical[key] }) else { return false }
            keys.append(key)
            return true
        }
    }

    /// The length of the key where the member is `key=value` by the grammar of section 3.3.1.3.
    fileprivate static func keyLength(ofMember member: Span<UInt8>) -> Int? {
        guard let equals = member.indices.first(where: { member[$0] == 0x3D }) else { return nil }
        let valueLength = member.count - equals - 1
        guard (1...maximumKeyLength).contains(equals),
            (1...maximumValueLength).contains(valueLength),
            isLowerAlphanumeric(member[0]),
            (1..<equals).allSatisfy({ isKeyByte(member[$0]) }),
            (equals + 1..<member.count).allSatisfy({ isValueByte(member[$0]) })
        else { return nil }
        return equals
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"),
            UInt8(ascii: "@"):
            true
        default: isLowerAlphanumeric(byte)
        }
    }

    private static func isValueByte(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != 0x2C && byte != 0x3D
    }

    fileprivate static var comma: UInt8 { 0x2C }
}

extension TraceState: CustomStringConvertible {
    /// The canonical text.
    @usableFromInline package var description: String { String(decoding: text, as: UTF8.self) }
}
