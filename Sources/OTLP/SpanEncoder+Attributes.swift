// Attributes of the open span: `4A length { 0A key 12 AnyValue }`, lengths known before the first
// byte is written, so nothing moves.
import TraceSDK
public import Wire

extension SpanEncoder {
    /// Writes a text attribute; bytes that are not UTF-8 are repaired. Keys are ASCII literals.
    @_disfavoredOverload
    @inlinable package mutating func attribute<Value: SpanText & ~Escapable>(
        _ key: StaticString, _ value: Value
    ) {
        writeText(key, value)
    }

    /// Writes a text attribute from a literal.
    @inlinable package mutating func attribute(_ key: StaticString, _ value: StaticString) {
        writeText(key, value)
    }

    /// Writes a text attribute from bytes that live elsewhere for the time of the call.
    @inlinable package mutating func attribute(
        _ key: StaticString, _ value: UnsafeRawBufferPointer
    ) {
        unsafe writeText(key, Span<UInt8>(_unsafeBytes: value))
    }

    /// Writes a number.
    @inlinable package mutating func attribute(_ key: StaticString, _ value: Int) {
        writeNumber(key, Int64(value))
    }

    /// Writes a truth value.
    @inlinable package mutating func attribute(_ key: StaticString, _ value: Bool) {
        writeTruth(key, value)
    }

    /// Writes a floating-point number.
    @inlinable package mutating func attribute(_ key: StaticString, _ value: Double) {
        writeDouble(key, value)
    }

    /// Writes a list of texts.
    package mutating func attribute(_ key: StaticString, _ values: [String]) {
        general.removeAll(keepingCapacity: true)
        Attribute(key.description, .strings(values)).append(field: 9, to: &general)
        sink.append(contentsOf: general)
    }

    @inlinable mutating func writeText<Key: SpanText, Value: SpanText & ~Escapable>(
        _ key: Key, _ value: Value
    ) {
        if let repaired = value.repaired { return writeText(key, repaired) }
        let keyCount = key.utf8Count
        let valueCount = value.utf8Count
        unsafe sink.appendRaw(atMost: keyCount &+ valueCount &+ 48) { out in
            let text: Int
            if keyCount &+ valueCount < 0x78 {
                unsafe out.storeByte(0x4A, at: 0)
                unsafe out.storeByte(UInt8(truncatingIfNeeded: keyCount &+ valueCount &+ 6), at: 1)
                unsafe out.storeByte(0x0A, at: 2)
                unsafe out.storeByte(UInt8(truncatingIfNeeded: keyCount), at: 3)
                unsafe key.copyUTF8(to: out + 4)
                let tail = unsafe out + (4 &+ keyCount)
                unsafe tail.storeByte(0x12, at: 0)
                unsafe tail.storeByte(UInt8(truncatingIfNeeded: valueCount &+ 2), at: 1)
                unsafe tail.storeByte(0x0A, at: 2)
                unsafe tail.storeByte(UInt8(truncatingIfNeeded: valueCount), at: 3)
                text = 8 &+ keyCount
            } else {
                let inner = 1 &+ UInt64(valueCount).varintLength &+ valueCount
                let head = unsafe Self.storeKey(key, anyValueLength: inner, to: out)
                unsafe out.storeByte(0x0A, at: head)
                text = unsafe out.storeVarint(UInt64(valueCount), at: head &+ 1)
            }
            unsafe value.copyUTF8(to: out + text)
            return text &+ valueCount
        }
    }

    @inlinable mutating func writeNumber<Key: SpanText>(_ key: Key, _ value: Int64) {
        let bits = UInt64(bitPattern: value)
        unsafe sink.appendRaw(atMost: key.utf8Count &+ 48) { out in
            let inner = 1 &+ bits.varintLength
            let next = unsafe Self.storeKey(key, anyValueLength: inner, to: out)
            unsafe out.storeByte(0x18, at: next)
            return unsafe out.storeVarint(bits, at: next &+ 1)
        }
    }

    @inlinable mutating func writeTruth<Key: SpanText>(_ key: Key, _ value: Bool) {
        unsafe sink.appendRaw(atMost: key.utf8Count &+ 48) { out in
            let next = unsafe Self.storeKey(key, anyValueLength: 2, to: out)
            unsafe out.storeByte(0x10, at: next)
            unsafe out.storeByte(value ? 1 : 0, at: next &+ 1)
            return next &+ 2
        }
    }

    @inlinable mutating func writeDouble<Key: SpanText>(_ key: Key, _ value: Double) {
        unsafe sink.appendRaw(atMost: key.utf8Count &+ 48) { out in
            let next = unsafe Self.storeKey(key, anyValueLength: 9, to: out)
            unsafe out.storeByte(0x21, at: next)
            unsafe out.storeFixed64(value.bitPattern, at: next &+ 1)
            return next &+ 9
        }
    }

    /// Writes everything of a KeyValue that stands before the content of its AnyValue, and returns
    /// the offset behind it.
    @inlinable static func storeKey<Key: SpanText>(
        _ key: Key, anyValueLength: Int, to out: UnsafeMutableRawPointer
    ) -> Int {
        let keyCount = key.utf8Count
        let keyField = 1 &+ UInt64(keyCount).varintLength &+ keyCount
        let valueField = 1 &+ UInt64(anyValueLength).varintLength &+ anyValueLength
        unsafe out.storeByte(0x4A, at: 0)
        var next = unsafe out.storeVarint(UInt64(keyField &+ valueField), at: 1)
        unsafe out.storeByte(0x0A, at: next)
        next = unsafe out.storeVarint(UInt64(keyCount), at: next &+ 1)
        unsafe key.copyUTF8(to: out + next)
        next &+= keyCount
        unsafe out.storeByte(0x12, at: next)
        return unsafe out.storeVarint(UInt64(anyValueLength), at: next &+ 1)
    }
}
