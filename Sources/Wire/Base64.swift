// Base64 (RFC 4648 section 4), written.
// Any thread. Never allocates but in the caller's sink.

/// Bytes as Base64 text.
package enum Base64 {
    /// Appends the text of `bytes`, padded with `=`.
    package static func append(_ bytes: Span<UInt8>, to sink: inout [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let count = min(3, bytes.count - offset)
            var group: UInt32 = 0
            for index in 0..<3 {
                group = group << 8 | (index < count ? UInt32(bytes[offset + index]) : 0)
            }
            for index in 0..<4 {
                let value = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * index)) & 0x3F
                sink.append(index <= count ? digit(value) : 0x3D)
            }
            offset += 3
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: 0x41 + value
        case 26..<52: 0x61 + value - 26
        case 52..<62: 0x30 + value - 52
        case 62: 0x2B
        default: 0x2F
        }
    }
}
