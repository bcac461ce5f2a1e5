// gzip (RFC 1952): compress, and inflate under a cap.
// Any thread. Inflating never keeps more than its cap, whatever the stream claims to hold.

internal import CZlib

/// Compression of whole byte strings.
package enum GzipFormat {
    /// Appends `input` as one gzip stream; `level` is 1 (fastest) to 9 (smallest). An owner with
    /// many streams keeps a `GzipCompressor` instead.
    package static func compress(
        _ input: Span<UInt8>, level: Int = 1, into sink: inout [UInt8]
    ) throws(GzipError) {
        var compressor = try GzipCompressor(level: level)
        compressor.compress(input, into: &sink)
    }

    /// The content of one or more gzip members and nothing else, of at most `maximumBytes`.
    package static func inflate(
        _ input: Span<UInt8>, maximumBytes: Int
    ) throws(GzipError) -> [UInt8] {
        var inflater = try Inflater()
        return try inflater.inflate(input, maximumBytes: maximumBytes)
    }
}

/// One reading of a gzip stream.
@safe private struct Inflater: ~Copyable {
    /// Inflated at a time, before it is counted against the cap.
    private static let chunkBytes = 16_384

    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(GzipError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_begin_gunzip(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    mutating func inflate(
        _ input: Span<UInt8>, maximumBytes: Int
    ) throws(GzipError) -> [UInt8] {
        precondition(input.count <= Int(UInt32.max), "zlib takes less than 4 GiB at once")
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        var offset = 0
        while true {
            let step = step(input.extracting(offset..<input.count), into: &chunk)
            offset += step.consumed
            guard step.produced <= maximumBytes - content.count else {
                throw .tooLarge(limit: maximumBytes)
            }
            content.append(contentsOf: chunk[..<step.produced])
            switch step.code {
            case Z_OK: continue
            case Z_BUF_ERROR: throw .truncated
            case Z_MEM_ERROR: throw .outOfMemory
            case Z_STREAM_END:
                if offset == input.count { return content }
                try beginNextMember(input.extracting(offset..<input.count))
            default: throw .corrupt
            }
        }
    }

    /// RFC 1952 section 2.2: members follow one another, each with its own header.
    private mutating func beginNextMember(_ rest: Span<UInt8>) throws(GzipError) {
        guard rest[0] == 0x1F, rest.count == 1 || rest[1] == 0x8B else { throw .trailingGarbage }
        unsafe inflateReset(stream)
    }

    /// One call of zlib: what it answered, took and gave.
    private mutating func step(
        _ input: Span<UInt8>, into chunk: inout [UInt8]
    ) -> (code: Int32, consumed: Int, produced: Int) {
        unsafe input.withUnsafeBufferPointer { source in
            unsafe chunk.withUnsafeMutableBufferPointer { free in
                // Why: zlib's interface lacks a `const`; it never writes to its input.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.pointee.avail_in = uInt(source.count)
                unsafe stream.pointee.next_out = free.baseAddress
                unsafe stream.pointee.avail_out = uInt(free.count)
                let code = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                let consumed = unsafe source.count - Int(stream.pointee.avail_in)
                let produced = unsafe free.count - Int(stream.pointee.avail_out)
                unsafe stream.pointee.next_in = nil
                unsafe stream.pointee.next_out = nil
                return (code, consumed, produced)
            }
        }
    }
}
