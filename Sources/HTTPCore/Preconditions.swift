// Preconditions on entity tags, in the order of RFC 9110 section 13.2.2. Those on dates do not
// occur: nothing here has a modification date, and without one they are to be ignored.

/// Judges If-Match and If-None-Match for GET and HEAD.
package enum Preconditions {
    /// What a request's preconditions come to.
    package enum Verdict: Equatable, Sendable {
        /// The request is answered as if it had none.
        case proceed
        /// The client has it already: 304.
        case notModified
        /// What the client insists on is not so: 412.
        case failed
    }

    /// The verdict for a representation whose tag is `entityTag`: a strong one with its quotes.
    package static func judge(
        _ head: RequestHead, _ entityTag: Span<UInt8>, _ bytes: Span<UInt8>
    ) -> Verdict {
        if head.has(.ifMatch), !matches(.ifMatch, of: head, entityTag, bytes, isWeak: false) {
            return .failed
        }
        if head.has(.ifNoneMatch), matches(.ifNoneMatch, of: head, entityTag, bytes, isWeak: true) {
            return .notModified
        }
        return .proceed
    }

    private static func matches(
        _ name: FieldName, of head: RequestHead, _ entityTag: Span<UInt8>, _ bytes: Span<UInt8>,
        isWeak: Bool
    ) -> Bool {
        for field in head.fields where field.name == name {
            if field.value.equals("*", in: bytes) { return true }
            if lists(entityTag, field.value, bytes, isWeak: isWeak) { return true }
        }
        return false
    }

    /// Whether a list of entity tags holds the tag; a malformed list holds none.
    private static func lists(
        _ entityTag: Span<UInt8>, _ list: Slice, _ bytes: Span<UInt8>, isWeak: Bool
    ) -> Bool {
        var index = list.start
        var found = false
        while true {
            while index < list.end, isSeparator(bytes[index]) { index += 1 }
            guard index < list.end else { return found }
            var isWeakMember = false
            if index + 1 < list.end, bytes[index] == 0x57, bytes[index + 1] == 0x2F {
                isWeakMember = true
                index += 2
            }
            let start = index
            guard let end = endOfTag(index, list, bytes) else { return false }
            index = end
            if !isWeakMember || isWeak {
                found = found || isSame(entityTag, Slice(start: start, count: end - start), bytes)
            }
            while index < list.end, FieldRules.isBlank(bytes[index]) { index += 1 }
            guard index == list.end || bytes[index] == 0x2C else { return false }
        }
    }

    /// Where the quoted tag that begins at `start` ends; nil where none does.
    private static func endOfTag(
        _ start: Int, _ list: Slice, _ bytes: Span<UInt8>
    ) -> Int? {
        guard start < list.end, bytes[start] == 0x22 else { return nil }
        var index = start + 1
        while index < list.end, bytes[index] != 0x22 {
            guard bytes[index] > ByteClass.space, bytes[index] != 0x7F else { return nil }
            index += 1
        }
        return index < list.end ? index + 1 : nil
    }

    private static func isSame(
        _ entityTag: Span<UInt8>, _ slice: Slice, _ bytes: Span<UInt8>
    ) -> Bool {
        guard slice.count == entityTag.count else { return false }
        for index in 0..<slice.count where bytes[slice.start + index] != entityTag[index] {
            return false
        }
        return true
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x2C || FieldRules.isBlank(byte)
    }
}
