// CRC-32 as gzip has it, for whoever must know whether bytes are still what was written.
// Any thread; pure.

internal import CZlib

/// The checksum of RFC 1952 section 8.
package enum Checksum {
    /// The CRC-32 of the bytes, or of those behind what `checksum` stands for.
    package static func crc32(_ bytes: Span<UInt8>, after checksum: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            // Why: zlib takes 32 bits of length at a time in this call, and `_z` all of them.
            guard let base = bytes.baseAddress else { return checksum }
            return unsafe UInt32(truncatingIfNeeded: crc32_z(uLong(checksum), base, bytes.count))
        }
    }
}
