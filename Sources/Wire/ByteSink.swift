// Bytes that are written once and read once, at the cost of their copying: what the request path
// writes its replies and spans into. One owner, one thread at a time; never shrinks by itself.

/// A growing run of bytes. Appending checks the room once and stores; nothing is counted, looked up
/// or called in between, as an array's own appends would.
@safe
@usableFromInline package struct ByteSink: ~Copyable {
    @usableFromInline var start: UnsafeMutableRawPointer
    @usableFromInline var used = 0
    @usableFromInline var room: Int

    /// An empty sink with room for so many bytes, at least 64.
    package init(capacity: Int = 4096) {
        room = max(capacity, 64)
        unsafe start = .allocate(byteCount: room, alignment: 16)
    }

    deinit { unsafe start.deallocate() }

    /// Bytes written.
    @inlinable package var count: Int { used }

    /// Bytes that it can hold before it grows.
    @inlinable package var capacity: Int { room }

    /// Whether nothing is written.
    @inlinable package var isEmpty: Bool { used == 0 }

    /// Forgets what is written; the room is kept, or becomes that of a new sink.
    @inlinable package mutating func removeAll(keepingCapacity: Bool = true) {
        used = 0
        if !keepingCapacity { renew() }
    }

    @inline(never) @usableFromInline mutating func renew() { self = ByteSink() }

    /// Forgets everything behind the first `count` bytes; there must be so many.
    @inlinable package mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= used, "a sink is cut within what it holds")
        used = count
    }

    /// Makes room for `count` further bytes.
    @inlinable package mutating func reserve(_ count: Int) {
        if room &- used < count { grow(by: count) }
    }

    @inline(never) @usableFromInline mutating func grow(by count: Int) {
        let larger = max(room * 2, used + count)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        unsafe moved.copyMemory(from: start, byteCount: used)
        unsafe start.deallocate()
        unsafe start = moved
        room = larger
    }

    /// Makes room for `bound` bytes and lets the body write up to so many of them; the body returns
    /// how many it wrote.
    @inlinable package mutating func appendRaw(
        atMost bound: Int, _ body: (UnsafeMutableRawPointer) -> Int
    ) {
        reserve(bound)
        used &+= unsafe body(start + used)
    }

    /// Writes one byte.
    @inlinable package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe start.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
        used &+= 1
    }

    /// Writes the UTF-8 bytes of a literal.
    @inlinable package mutating func append(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        reserve(count)
        unsafe (start + used).copyMemory(from: text.utf8Start, byteCount: count)
        used &+= count
    }

    /// Writes bytes that stand elsewhere.
    @inlinable package mutating func append(bytes: UnsafeRawBufferPointer) {
        guard let from = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (start + used).copyMemory(from: from, byteCount: bytes.count)
        used &+= bytes.count
    }

    /// Writes the bytes of a span.
    @inlinable package mutating func append(bytes: Span<UInt8>) {
        reserve(bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            unsafe (start + used).copyMemory(from: from, byteCount: source.count)
        }
        used &+= bytes.count
    }

    /// Writes the bytes of an array.
    @inlinable package mutating func append(contentsOf bytes: [UInt8]) {
        append(bytes: bytes.span)
    }

    /// Writes 16 lower-case hexadecimal digits, most significant first.
    @inlinable package mutating func append(hex value: UInt64) {
        reserve(16)
        used &+= 16
        replace(last: 16, hex: value)
    }

    /// Writes 16 lower-case hexadecimal digits over what is written, from `distance` bytes before
    /// the end on; so much is there.
    @inlinable package mutating func replace(last distance: Int, hex value: UInt64) {
        precondition(distance >= 16 && distance <= used, "digits replace what is written")
        unsafe start.storeBytes(
            of: Hex.digits(value), toByteOffset: used &- distance, as: SIMD16<UInt8>.self)
    }

    /// Writes the decimal digits of a number.
    @inlinable package mutating func append(decimal value: UInt64) {
        let count = Decimal.digitCount(of: value)
        reserve(count)
        var rest = value
        var place = used &+ count
        while place > used {
            place &-= 1
            let quotient = rest / 10
            let digit = UInt8(truncatingIfNeeded: rest &- quotient &* 10)
            unsafe start.storeBytes(of: 0x30 &+ digit, toByteOffset: place, as: UInt8.self)
            rest = quotient
        }
        used &+= count
    }

    /// Whether what is written is just these bytes.
    package borrowing func equals(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == used else { return false }
        return unsafe bytes.withUnsafeBytes { other in
            for index in 0..<used
            where unsafe start.load(fromByteOffset: index, as: UInt8.self) != other[index] {
                return false
            }
            return true
        }
    }

    /// Lets the body read what is written, for the time of the call.
    @inlinable package borrowing func withBytes<Result>(
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        unsafe body(UnsafeRawBufferPointer(start: start, count: used))
    }

    /// A copy of what is written, from an offset on. Allocates.
    package borrowing func array(from offset: Int = 0) -> [UInt8] {
        unsafe withBytes { unsafe Array($0[offset...]) }
    }
}

extension [UInt8] {
    /// Appends what a sink holds, in one copy.
    @inlinable package mutating func append(_ sink: borrowing ByteSink) {
        unsafe sink.withBytes { unsafe append(contentsOf: $0) }
    }
}
