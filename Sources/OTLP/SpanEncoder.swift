// A finished span becomes OTLP bytes at once, field by field: `0x12 length Span`, as a ScopeSpans
// holds it. No model in between, no allocation but the sink's first growth. One owner; the field
// numbers are those of opentelemetry/proto/trace/v1/trace.proto.
package import TraceSDK
public import Wire

/// Writes one span at a time: `begin`, `name`, attributes, status, `end`, then `append(to:)`.
@usableFromInline package struct SpanEncoder: ~Copyable {
    /// The content of the span, behind the room for its tag and length.
    @usableFromInline var sink = ByteSink(capacity: 2048)
    /// Where the span's tag stands, once it has ended.
    @usableFromInline var tagOffset = 0
    @usableFromInline var isOpen = false
    /// Attributes of any kind are put together here.
    var general: [UInt8] = []

    /// Kept in front of the content for the tag and the longest length, which are written last.
    // Why: so nothing has to move, whatever the length comes to.
    @usableFromInline static var contentOffset: Int { 6 }

    /// An encoder without a span.
    package init() {}

    /// Bytes of the span that has ended, tag and length included.
    @inlinable package var count: Int { sink.count &- tagOffset }

    /// Appends the span that has ended.
    @inlinable package borrowing func append(to chunk: inout [UInt8]) {
        precondition(!isOpen, "a span is taken once it has ended")
        let count = count
        unsafe chunk.appendRaw(atMost: count) { out in
            unsafe sink.withBytes {
                unsafe out.copyMemory(
                    from: $0.baseAddress.unsafelyUnwrapped + tagOffset, byteCount: count)
            }
            return count
        }
    }

    /// The span that has ended. Allocates.
    package var bytes: [UInt8] { sink.array(from: tagOffset) }

    /// Begins a span.
    package mutating func begin(_ head: SpanHead) {
        precondition(!isOpen, "a span is begun inside another")
        isOpen = true
        sink.removeAll()
        unsafe sink.appendRaw(atMost: 96) { out in
            var next = Self.contentOffset
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
        unsafe sink.appendRaw(atMost: count &+ 11) { out in
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
        unsafe sink.appendRaw(atMost: 4) { out in
            unsafe out.storeBytes(of: UInt32(0x0118_027A).littleEndian, as: UInt32.self)
            return 4
        }
    }

    /// Says that it failed, without a description: other attributes say as much.
    @inlinable package mutating func statusError() {
        unsafe sink.appendRaw(atMost: 4) { out in
            unsafe out.storeBytes(of: UInt32(0x0218_027A).littleEndian, as: UInt32.self)
            return 4
        }
    }

    /// Ends the open span and returns its bytes, tag and length included.
    @inlinable @discardableResult package mutating func end() -> Int {
        precondition(isOpen, "no span is open")
        let length = UInt64(sink.count &- Self.contentOffset)
        tagOffset = Self.contentOffset &- 1 &- length.varintLength
        unsafe sink.withBytes { bytes in
            let start = unsafe UnsafeMutableRawPointer(
                mutating: bytes.baseAddress.unsafelyUnwrapped)
            unsafe start.storeByte(0x12, at: tagOffset)
            _ = unsafe start.storeVarint(length, at: tagOffset &+ 1)
        }
        isOpen = false
        return count
    }

    /// Takes the open span away again.
    package mutating func discard() {
        precondition(isOpen, "no span is open")
        sink.removeAll()
        tagOffset = 0
        isOpen = false
    }

    /// Writes a string field with a one-byte tag.
    @inlinable mutating func field<Text: SpanText & ~Escapable>(_ tag: UInt8, _ text: Text) {
        if let repaired = text.repaired { return field(tag, repaired) }
        let count = text.utf8Count
        unsafe sink.appendRaw(atMost: count &+ 11) { out in
            unsafe out.storeByte(tag, at: 0)
            let start = unsafe out.storeVarint(UInt64(count), at: 1)
            unsafe text.copyUTF8(to: out + start)
            return start &+ count
        }
    }
}
