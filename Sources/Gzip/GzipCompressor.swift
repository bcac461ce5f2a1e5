// Bytes into gzip (RFC 1952), with zlib's working memory kept between streams.
// One owner, any thread. Level 1 unless told: telemetry is compressed for its many repeats, and
// level 1 finds those at a fraction of the cost of 6.

internal import CZlib

/// A reusable compressor; about 256 KiB, so an owner with many streams keeps one.
@safe package struct GzipCompressor: ~Copyable {
    // Why: zlib keeps the address of the stream, so it must not move with this value.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Makes a compressor of a level from 1 (fastest) to 9 (smallest).
    package init(level: Int = 1) throws(GzipError) {
        precondition((1...9).contains(level), "zlib's levels are 1 to 9")
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_begin_gzip(stream, Int32(level)) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Appends `input` as one whole gzip stream to `sink`; the input is shorter than 4 GiB.
    package mutating func compress(_ input: Span<UInt8>, into sink: inout [UInt8]) {
        unsafe deflateReset(stream)
        let bound = unsafe Int(deflateBound(stream, uLong(input.count)))
        precondition(bound <= Int(UInt32.max), "zlib takes less than 4 GiB at once")
        sink.append(addingCapacity: bound) { (output: inout OutputSpan<UInt8>) in
            unsafe output.withUnsafeMutableBufferPointer { free, written in
                unsafe input.withUnsafeBufferPointer { source in
                    // Why: zlib's interface lacks a `const`; it never writes to its input.
                    unsafe stream.pointee.next_in = UnsafeMutablePointer(
                        mutating: source.baseAddress)
                    unsafe stream.pointee.avail_in = uInt(source.count)
                    unsafe stream.pointee.next_out = free.baseAddress
                    unsafe stream.pointee.avail_out = uInt(free.count)
                    let code = unsafe deflate(stream, Z_FINISH)
                    precondition(code == Z_STREAM_END, "deflate finishes within deflateBound")
                    unsafe written = free.count - Int(stream.pointee.avail_out)
                }
            }
        }
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
    }
}
