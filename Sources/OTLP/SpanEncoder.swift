// A finished span becomes OTLP bytes at once, field by field, at the end of one byte array:
// `0x12 length Span`, as a ScopeSpans holds it. No model in between, no allocation but the array's
// growth. One owner; the field numbers are those of opentelemetry/proto/trace/v1/trace.proto.
package import TraceSDK
import Wire

/// Writes spans one after the other: `begin`, `name`, attributes, status, `end`.
@usableFromInline package struct SpanEncoder: ~Copyable {
    /// What has been written, whole spans and the open one.
    @usableFromInline package var bytes: [UInt8]
    /// Where the open span's tag stands; -1 while none is open.
    @usableFromInline var openOffset = -1

    /// Two bytes are kept for the length of a span: exact for 128 to 16,383 bytes, the usual ones.
    @usableFromInline static var lengthRoom: Int { 2 }

    /// Writes behind what is in `bytes`.
    @inlinable package init(appendingTo bytes: consuming [UInt8] = []) { self.bytes = bytes }

    /// Begins a span.
    package mutating func begin(_ head: SpanHead) {
        precondition(openOffset < 0, "a span is begun inside another")
        openOffset = bytes.count
        unsafe bytes.appendRaw(atMost: 96) { out in
            unsafe out.storeByte(0x12, at: 0)
            var next = 1 &+ Self.lengthRoom
            unsafe out.storeByte(0x0A, at: next)
            unsafe out.storeByte(16, at: next &+ 1)
            unsafe out.storeIdentifier(head.traceID.high, at: next &+ 2)
            unsafe out.storeIdentifier(head.traceID.low, at: next &+ 10)
            unsafe out.storeByte(0x12, at: next &+ 18)
            unsafe out.storeByte(8, at: next &+ 19)
            unsafe out.storeIdentifier(head.spanID.bits, at: next &+ 20)
            next &+= 28
            if head.parentSpanID.isValid {
                unsafe out.storeByte(0x22, at: next)
                unsafe out.storeByte(8, at: next &+ 1)
                unsafe out.storeIdentifier(head.parentSpanID.bits, at: next &+ 2)
                next &+= 10
            }
            unsafe out.storeByte(0x30, at: next)
            unsafe out.storeByte(head.role.rawValue, at: next &+ 1)
            let start = max(0, head.startUnixNanoseconds)
            unsafe out.storeByte(0x39, at: next &+ 2)
            unsafe out.storeFixed64(UInt64(bitPattern: start), at: next &+ 3)
            let end = max(start, head.endUnixNanoseconds)
            unsafe out.storeByte(0x41, at: next &+ 11)
            unsafe out.storeFixed64(UInt64(bitPattern: end), at: next &+ 12)
            // Field 16, fixed32: the W3C flags, then whether the parent's origin is known, and it.
            let flags = UInt32(head.flags.rawValue) | 0x100 | (head.parentIsRemote ? 0x200 : 0)
            unsafe out.storeByte(0x85, at: next &+ 20)
            unsafe out.storeByte(0x01, at: next &+ 21)
            unsafe out.storeBytes(
                of: flags.littleEndian, toByteOffset: next &+ 22, as: UInt32.self)
            return next &+ 26
        }
    }

    /// Writes the trace state; nothing where it is empty.
    package mutating func traceState(_ state: TraceState) {
        guard !state.isEmpty else { return }
        field(0x1A, state.text.span)
    }

    /// Writes the name: one text.
    @inlinable package mutating func name<Name: SpanText & ~Escapable>(_ name: Name) {
        field(0x2A, name)
    }

    /// Writes the name: two texts with a space between them, `{method} {route}`.
    @inlinable
    package mutating func name<
        First: SpanText & ~Escapable, Second: SpanText & ~Escapable
    >(_ first: First, _ second: Second) {
        if let repaired = first.repaired { return name(repaired, second) }
        if let repaired = second.repaired { return name(first, repaired) }
        let firstCount = first.utf8Count
        let count = firstCount &+ 1 &+ second.utf8Count
        unsafe bytes.appendRaw(atMost: count &+ 11) { out in
            unsafe out.storeByte(0x2A, at: 0)
            let text = unsafe out.storeVarint(UInt64(count), at: 1)
            unsafe first.copyUTF8(to: out + text)
            unsafe out.storeByte(0x20, at: text &+ firstCount)
            unsafe second.copyUTF8(to: out + (text &+ firstCount &+ 1))
            return text &+ count
        }
    }

    /// Says that it went well.
    @inlinable package mutating func statusOK() {
        unsafe bytes.appendRaw(atMost: 4) { out in
            unsafe out.storeBytes(of: UInt32(0x0118_027A).littleEndian, as: UInt32.self)
            return 4
        }
    }

    /// Says that it failed, without a description: other attributes say as much.
    @inlinable package mutating func statusError() {
        unsafe bytes.appendRaw(atMost: 4) { out in
            unsafe out.storeBytes(of: UInt32(0x0218_027A).littleEndian, as: UInt32.self)
            return 4
        }
    }

    /// Ends the open span and returns its bytes, tag and length included.
    @inlinable @discardableResult package mutating func end() -> Int {
        precondition(openOffset >= 0, "no span is open")
        let content = openOffset &+ 1 &+ Self.lengthRoom
        let length = bytes.count &- content
        if length >= 0x80, length < 0x4000 {
            bytes[openOffset &+ 1] = UInt8(truncatingIfNeeded: length) | 0x80
            bytes[openOffset &+ 2] = UInt8(truncatingIfNeeded: length >> 7)
        } else {
            moveContent(ofLength: length)
        }
        let size = bytes.count &- openOffset
        openOffset = -1
        return size
    }

    /// Takes the open span away again.
    package mutating func discard() {
        precondition(openOffset >= 0, "no span is open")
        bytes.removeSubrange(openOffset...)
        openOffset = -1
    }

    /// Gives a length that does not take two bytes the room that it takes.
    @inline(never) @usableFromInline mutating func moveContent(ofLength length: Int) {
        if length < 0x80 {
            bytes[openOffset + 1] = UInt8(truncatingIfNeeded: length)
            bytes.remove(at: openOffset + 2)
            return
        }
        var varint: [UInt8] = []
        Protobuf.appendVarint(UInt64(length), to: &varint)
        let room = openOffset + 1..<openOffset + 1 + Self.lengthRoom
        bytes.replaceSubrange(room, with: varint)
    }

    /// Writes a string field with a one-byte tag.
    @inlinable mutating func field<Text: SpanText & ~Escapable>(_ tag: UInt8, _ text: Text) {
        if let repaired = text.repaired { return field(tag, repaired) }
        let count = text.utf8Count
        unsafe bytes.appendRaw(atMost: count &+ 11) { out in
            unsafe out.storeByte(tag, at: 0)
            let start = unsafe out.storeVarint(UInt64(count), at: 1)
            unsafe text.copyUTF8(to: out + start)
            return start &+ count
        }
    }
}
