// Numbers as protobuf lays them out, stored straight into memory: the hot half of the encoder.
// Any thread. Every caller has made sure of the room.

extension [UInt8] {
    /// Makes room for `bound` bytes and lets the body write up to so many of them; the body returns
    /// how many it wrote.
    @inlinable mutating func appendRaw(atMost bound: Int, _ body: (UnsafeMutableRawPointer) -> Int)
    {
        append(addingCapacity: bound) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                guard let base = buffer.baseAddress else { return }
                count &+= unsafe body(UnsafeMutableRawPointer(base + count))
            }
        }
    }
}

extension UInt64 {
    /// Bytes of the number in base 128, 1 to 10.
    @inlinable var varintLength: Int { (63 &- (self | 1).leadingZeroBitCount) / 7 &+ 1 }
}

extension UnsafeMutableRawPointer {
    @inlinable func storeByte(_ byte: UInt8, at offset: Int) {
        unsafe storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }

    /// Writes a base-128 number, 1 to 10 bytes, and returns the offset behind it.
    @inlinable func storeVarint(_ value: UInt64, at offset: Int) -> Int {
        var offset = offset
        var rest = value
        while rest >= 0x80 {
            unsafe storeByte(UInt8(truncatingIfNeeded: rest) | 0x80, at: offset)
            rest >>= 7
            offset &+= 1
        }
        unsafe storeByte(UInt8(truncatingIfNeeded: rest), at: offset)
        return offset &+ 1
    }

    /// Writes eight bytes little-endian, as fixed64 and double are laid out.
    @inlinable func storeFixed64(_ value: UInt64, at offset: Int) {
        unsafe storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
    }

    /// Writes eight bytes big-endian, as identifiers are laid out.
    @inlinable func storeIdentifier(_ value: UInt64, at offset: Int) {
        unsafe storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt64.self)
    }
}
