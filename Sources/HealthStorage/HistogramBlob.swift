// A latency histogram as bytes: pairs of LEB128 numbers, the step to the next bucket and its count.
// Pure; reading is total, whatever the bytes.
internal import Health

/// The stored form of a histogram; buckets without latencies take no room.
enum HistogramBlob {
    /// Writes a histogram.
    static func bytes(of histogram: LatencyHistogram) -> [UInt8] {
        var bytes: [UInt8] = []
        var previous = 0
        histogram.forEachBucket { bucket, count in
            append(UInt32(bucket - previous), to: &bytes)
            append(count, to: &bytes)
            previous = bucket
        }
        return bytes
    }

    /// Reads a histogram up to the first byte that makes no sense.
    static func histogram(from bytes: [UInt8]) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        var rest = bytes[...]
        var bucket = 0
        while let step = number(from: &rest), let count = number(from: &rest) {
            bucket += Int(step)
            guard bucket < LatencyHistogram.bucketCount else { break }
            histogram.add(count, toBucket: bucket)
        }
        return histogram
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(from bytes: inout ArraySlice<UInt8>) -> UInt32? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return UInt32(exactly: value) }
        }
        return nil
    }
}
