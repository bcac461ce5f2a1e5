// Compact JSON (RFC 8259) straight into bytes.
// Any thread, one owner. UTF-8 is not escaped, invalid UTF-8 becomes U+FFFD, so that what leaves is
// always JSON. Never allocates but for its bytes.

/// Writes one JSON text; commas and colons come by themselves.
package struct JSONWriter {
    private var bytes: [UInt8]
    private var needsComma = false
    private var depth = 0

    /// Starts an empty text in the storage of an old one.
    package init(reusing storage: consuming [UInt8] = []) {
        storage.removeAll(keepingCapacity: true)
        bytes = storage
    }

    /// Appends what `body` writes to `sink`, without copying what is there.
    package static func append(to sink: inout [UInt8], _ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        swap(&writer.bytes, &sink)
        body(&writer)
        precondition(writer.depth == 0, "every object and array that was begun must be ended")
        swap(&writer.bytes, &sink)
    }

    /// The finished text; every object and array must have been ended.
    package consuming func finish() -> [UInt8] {
        precondition(depth == 0, "every object and array that was begun must be ended")
        return bytes
    }

    /// Begins an object: `{`.
    package mutating func beginObject() { open(0x7B) }

    /// Ends the innermost object: `}`.
    package mutating func endObject() { close(0x7D) }

    /// Begins an array: `[`.
    package mutating func beginArray() { open(0x5B) }

    /// Ends the innermost array: `]`.
    package mutating func endArray() { close(0x5D) }

    /// Writes the name of a member; its value must follow.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes a string value.
    package mutating func string(_ text: String) {
        separate()
        bytes.append(0x22)
        JSONText.append(text.utf8.span, to: &bytes)
        bytes.append(0x22)
    }

    /// Writes bytes that should be UTF-8 as a string value; each invalid part becomes U+FFFD.
    package mutating func string(utf8 text: Span<UInt8>) {
        separate()
        bytes.append(0x22)
        JSONText.append(text, to: &bytes)
        bytes.append(0x22)
    }

    /// Writes a string value that `body` appends, which must need no escaping, as ids and
    /// timestamps do not.
    package mutating func string(plain body: (inout [UInt8]) -> Void) {
        separate()
        bytes.append(0x22)
        body(&bytes)
        bytes.append(0x22)
    }

    /// Writes a moment as RFC 3339 text in UTC with that many fraction digits (0 to 9).
    package mutating func timestamp(unixNanoseconds: Int64, fractionDigits: Int = 3) {
        string { (sink: inout [UInt8]) in
            Timestamp.appendRFC3339(
                unixNanoseconds: unixNanoseconds, fractionDigits: fractionDigits, to: &sink)
        }
    }

    /// Writes a whole number.
    package mutating func integer(_ value: Int64) {
        separate()
        Decimal.append(value, to: &bytes)
    }

    /// Writes a whole number.
    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// Writes a whole number.
    package mutating func integer(_ value: UInt64) {
        separate()
        Decimal.append(value, to: &bytes)
    }

    /// Writes a number in its shortest form; `null` for infinities and NaN, which JSON lacks.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        Decimal.append(value, to: &bytes)
    }

    /// Writes `value` / 10^`fractionDigits` exactly: nanoseconds as milliseconds with 6.
    package mutating func number(_ value: UInt64, fractionDigits: Int) {
        separate()
        Decimal.append(value, fractionDigits: fractionDigits, to: &bytes)
    }

    /// Writes `true` or `false`.
    package mutating func boolean(_ value: Bool) {
        separate()
        bytes.append(value ? "true" : "false")
    }

    /// Writes `null`.
    package mutating func null() {
        separate()
        bytes.append("null")
    }

    /// Writes bytes that are one JSON value already.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes any parsed value.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .boolean(let value): boolean(value)
        case .integer(let value): integer(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.key)
                self.value(member.value)
            }
            endObject()
        }
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
        depth += 1
    }

    private mutating func close(_ bracket: UInt8) {
        precondition(depth > 0, "only what was begun can be ended")
        bytes.append(bracket)
        needsComma = true
        depth -= 1
    }
}
