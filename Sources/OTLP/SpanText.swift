// Text that can be written into a span without a String being made of it.
// Any thread; static dispatch only, so that a literal's bytes become immediate stores.
import Wire

/// UTF-8, or bytes that should be.
@usableFromInline package protocol SpanText: ~Escapable {
    /// Bytes that `copyUTF8` writes.
    var utf8Count: Int { get }
    /// Writes the bytes to memory that has room for them.
    func copyUTF8(to destination: UnsafeMutableRawPointer)
    /// `nil` where the bytes are well-formed UTF-8, as protobuf strings must be; else the text with
    /// each broken sequence replaced by U+FFFD.
    var repaired: String? { get }
}

extension StaticString: SpanText {
    /// Bytes of the literal.
    @inlinable package var utf8Count: Int { utf8CodeUnitCount }
    /// Copies the literal.
    @inlinable package func copyUTF8(to destination: UnsafeMutableRawPointer) {
        unsafe destination.copyMemory(from: utf8Start, byteCount: utf8CodeUnitCount)
    }
    /// Never: a literal is well formed.
    @inlinable package var repaired: String? { nil }
}

extension String: SpanText {
    /// Bytes of the text.
    @inlinable package var utf8Count: Int { utf8.count }
    /// Copies the text.
    @inlinable package func copyUTF8(to destination: UnsafeMutableRawPointer) {
        let copied: Void? = unsafe utf8.withContiguousStorageIfAvailable { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe destination.copyMemory(from: base, byteCount: bytes.count)
        }
        guard copied == nil else { return }
        for (offset, byte) in utf8.enumerated() {
            unsafe destination.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
        }
    }
    /// Never: a String is well formed.
    @inlinable package var repaired: String? { nil }
}

extension Span: SpanText where Element == UInt8 {
    /// Bytes in the span.
    @inlinable package var utf8Count: Int { count }
    /// Copies the bytes.
    @inlinable package func copyUTF8(to destination: UnsafeMutableRawPointer) {
        unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe destination.copyMemory(from: base, byteCount: bytes.count)
        }
    }
    /// The text where the bytes are not well formed; eight ASCII bytes are judged at once.
    @inlinable package var repaired: String? { isASCII ? nil : Self.repair(self) }

    @inlinable var isASCII: Bool {
        unsafe withUnsafeBytes { bytes in
            var offset = 0
            var bits: UInt64 = 0
            while offset &+ 8 <= bytes.count {
                bits |= unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                offset &+= 8
            }
            while offset < bytes.count {
                unsafe bits |= UInt64(bytes[offset])
                offset &+= 1
            }
            return bits & 0x8080_8080_8080_8080 == 0
        }
    }

    @inline(never) @usableFromInline static func repair(_ bytes: Span<UInt8>) -> String? {
        guard !UTF8Sequence.isWellFormed(bytes) else { return nil }
        return unsafe bytes.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }
}
